/** A few words on records that are listed somewhere: their columns, how the last prompt begins, where they are. */

import { readTurns } from '../ecs/conversation.ts';
import { KNOWN_NAMES } from '../ecs/names.ts';
import { Tape } from '../json/tape.ts';
import { placeOf } from '../sources/files.ts';
import type { Fetched } from './fetched.ts';
import type { LoadedRecords } from './loaded-records.ts';
import type { RecordLines } from './protocol/checks.ts';
import type { RecordId, SessionRequests } from './protocol/protocol.ts';
import { RequestError, type Signal } from './protocol/rpc.ts';
import type { Turns } from './turns.ts';

/** UTF-16 units of a prompt that are told. */
const PROMPT_UNITS = 240;

/** Throws a `RequestError` for a record that is not there; a body that cannot be read any more has no prompt. */
export async function recordLines(
  records: LoadedRecords,
  turns: Turns,
  { ids, fields, prompts: wanted }: SessionRequests['lines']['params'],
  signal: Signal,
  fetched?: Fetched,
): Promise<RecordLines> {
  if (fetched && ids.some((id) => fetched.is(id))) return fetchedLines(fetched, ids, fields, wanted === true);
  const absent = ids.find((id) => id >= records.table.rows);
  if (absent !== undefined) throw new RequestError('not-found', `There is no record ${absent} in these logs.`);
  const tape = new Tape(KNOWN_NAMES);
  const prompts: string[] = [];
  for (const id of wanted ? ids : []) {
    if (turns.due) await turns.rest(signal);
    prompts.push(await lastPrompt(records, tape, id));
  }
  return {
    cells: records.table.cells(Uint32Array.from(ids), fields),
    prompts,
    places: ids.map((id) => ({ path: placeOf(records.fileOf(id)), line: records.places.place(id).line })),
  };
}

/** Of documents of a cluster: all of them, as none of their numbers is that of a record here. */
function fetchedLines(
  fetched: Fetched,
  ids: readonly RecordId[],
  fields: readonly string[],
  wanted: boolean,
): RecordLines {
  const rows = ids.map((id) => fetched.columns(id));
  const tape = new Tape(KNOWN_NAMES);
  const prompt = (id: RecordId): string => {
    const record = fetched.record(id);
    return tape.parse(record, 0, record.length) ? promptIn(tape) : '';
  };
  return {
    cells: fields.map((field) => rows.map((row) => row[field] ?? null)),
    prompts: wanted ? ids.map(prompt) : [],
    places: ids.map((id) => ({ path: fetched.from(id), line: 0 })),
  };
}

async function lastPrompt(records: LoadedRecords, tape: Tape, id: RecordId): Promise<string> {
  try {
    const { bytes, start, end } = await records.open(id);
    return tape.parse(bytes, start, end) ? promptIn(tape) : '';
  } catch (error) {
    if (error instanceof RequestError) return '';
    throw error;
  }
}

function promptIn(tape: Tape): string {
  const { turns } = readTurns(tape);
  for (const turn of turns.toReversed()) {
    if (turn.from !== 'input') continue;
    for (const block of turn.blocks)
      if (block.kind === 'text' || block.kind === 'guarded') return block.text.trim().slice(0, PROMPT_UNITS);
  }
  return '';
}
