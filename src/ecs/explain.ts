import { FALSE, NUMBER, OBJECT, STRING, Tape } from '../json/tape.ts';
import { readConversation } from './conversation.ts';
import { ScalarReader } from './extended/scalars.ts';
import type { Field } from './fields/field.ts';
import { DATA_STREAMS } from './fields.ts';
import { type Leaf, leaves } from './flatten.ts';
import { grouped } from './grouped.ts';
import { MAX_TEXT_UNITS } from './limits.ts';
import type { Explanation, FieldRow, Profile } from './model.ts';
import { RENAMED_KEYS, snakeCase } from './names.ts';
import { Locator } from './paths.ts';
import { aboutFindings, remarks } from './remarks.ts';
import { unmapped } from './unmapped.ts';

/** UTF-16 units of a value in a row. */
export const MAX_VALUE_UNITS = 2_000;
/** Rows of fields, and of raw values that no field holds. */
export const MAX_ROWS = 2_000;
/** Keyword fields are not indexed above this many characters, as Fleet sets it. */
const IGNORE_ABOVE = 1_024;

const REQUEST_SIZE = 'gen_ai.performance.request_size';
const RESPONSE_SIZE = 'gen_ai.performance.response_size';
const RECORD = 'aws_bedrock.invocation.';
/** Rules that say nothing which the row does not say already. */
const PLAIN_RULES = new Set(['', 'as it is', 'moved', 'copied', 'from every shape of body that has it']);

const stream = DATA_STREAMS.find(({ name }) => name === 'logs-aws_bedrock.invocation');
const declared = new Map<string, Field>(
  [...(stream?.fields ?? []), ...(stream?.extended ?? [])].map((one) => [one.field, one]),
);
const formerNames = new Map<string, string>(RENAMED_KEYS.map((name) => [snakeCase(name), name]));

/**
 * Says of every field of a document where its value came from, which raw values no field holds, and what got lost.
 * `tape` holds the record, `document` the bytes that the mapping made of it under `profile`. Never throws: a document
 * that is no JSON object explains nothing.
 */
export function explain(tape: Tape, document: Uint8Array, profile: Profile): Explanation {
  const mapped = new Tape();
  if (!mapped.parse(document, 0, document.length) || mapped.kind(0) !== OBJECT)
    return { fields: [], unmapped: [], remarks: [] };
  const found = leaves(mapped, 0, isWhole, MAX_ROWS);
  const locator = new Locator(tape);
  const values = new Map(found.map((leaf) => [leaf.path, leaf]));
  const fields = found.map((leaf) => row(locator, mapped, leaf));
  fields.push(...removedRows(locator, values));
  fields.sort((a, b) => (a.field < b.field ? -1 : 1));
  const conversation = readConversation(tape);
  const sizes = { prompt: numberIn(values, REQUEST_SIZE), completion: numberIn(values, RESPONSE_SIZE) };
  const scalars = new ScalarReader().read(tape, sizes);
  const rows = unmapped(locator, tape, scalars, conversation, values, profile).slice(0, MAX_ROWS);
  const said = remarks(scalars, conversation, values);
  if (found.length >= MAX_ROWS) said.push(`Only the first ${MAX_ROWS} fields are listed.`);
  const lost = aboutFindings(conversation.findings, values);
  return {
    fields,
    unmapped: rows.map((one) => ({ ...one, value: shorten(one.value) })),
    remarks: said,
    ...(lost.length === 0 ? {} : { aboutFindings: lost }),
  };
}

function isWhole(path: string): boolean {
  return declared.get(path)?.type === 'flattened';
}

function row(locator: Locator, mapped: Tape, leaf: Leaf): FieldRow {
  const known = declared.get(leaf.path);
  const value = leaf.values.length === 1 ? (leaf.values[0] as string) : `[${leaf.values.join(',')}]`;
  const note = noteOf(known, leaf);
  return {
    field: leaf.path,
    type: known?.type ?? dynamicType(mapped, leaf.node),
    value: shorten(value),
    from:
      known === undefined
        ? rawPath(locator, leaf.path)
        : known.from.flatMap((path) => locator.locate(path)?.path ?? []),
    ...(note === '' ? {} : { note }),
  };
}

function noteOf(known: Field | undefined, leaf: Leaf): string {
  if (known === undefined) return leaf.path.startsWith(RECORD) ? 'as it is, not declared by the integration' : '';
  const constant = known.from.length === 0 && leaf.values[0] === JSON.stringify(known.rule);
  const notes = constant || PLAIN_RULES.has(known.rule) ? [] : [known.rule];
  if (known.type === 'keyword' && leaf.values.some((value) => value.length - 2 > IGNORE_ABOVE)) {
    notes.push(`not searchable: above ${grouped(IGNORE_ABOVE)} characters`);
  }
  return notes.join('; ');
}

/** What Elasticsearch makes of a value that no mapping declares. */
function dynamicType(mapped: Tape, node: number): string {
  const kind = mapped.kind(node);
  if (kind === NUMBER) return mapped.isWhole(node) ? 'long' : 'float';
  if (kind === STRING) return 'keyword';
  return kind <= FALSE ? 'boolean' : 'object';
}

/** Where a field that is no more than a renamed part of the record comes from. */
function rawPath(locator: Locator, path: string): string[] {
  if (!path.startsWith(RECORD)) return [];
  const parts = path.slice(RECORD.length).split('.');
  const own =
    locator.locate(parts.join('.')) ?? locator.locate(parts.map((part) => formerNames.get(part) ?? part).join('.'));
  return own === undefined ? [] : [own.path];
}

/** Fields that would be there if their text were shorter. */
function removedRows(locator: Locator, values: ReadonlyMap<string, Leaf>): FieldRow[] {
  const rows: FieldRow[] = [];
  const sides = [
    ['gen_ai.prompt', REQUEST_SIZE, 'input.inputBodyJson'],
    ['gen_ai.completion', RESPONSE_SIZE, 'output.outputBodyJson'],
  ] as const;
  for (const [field, size, path] of sides) {
    const units = numberIn(values, size);
    if (values.has(field) || units <= MAX_TEXT_UNITS) continue;
    const note = `removed: ${grouped(units)} characters, above ${grouped(MAX_TEXT_UNITS)}`;
    rows.push({ field, type: 'text', value: '', from: locator.locate(path) === undefined ? [] : [path], note });
  }
  return rows;
}

function numberIn(values: ReadonlyMap<string, Leaf>, field: string): number {
  return Number(values.get(field)?.values[0] ?? 0);
}

function shorten(value: string): string {
  return value.length > MAX_VALUE_UNITS ? `${value.slice(0, MAX_VALUE_UNITS)}…` : value;
}
