/** Our documents beside those of a cluster's own pipeline, field by field, and why they differ. */
import { DIVERGENCES } from '../../ecs/divergences.ts';
import type { FieldValues } from './fields.ts';

export type Difference = 'only-there' | 'only-here' | 'other-value';

/** Why a field differs, as far as it can be told. */
export type Cause =
  /** The pipeline stopped on the record, so what comes later in it is missing there. */
  | 'stopped'
  /** Listed in our documentation as better than the integration on purpose. */
  | 'divergence'
  /** Fields of the extended profile. */
  | 'extended'
  /** Written by agent, Fleet or the cluster itself, which stand around the pipeline. */
  | 'around'
  /** The pipeline is of another version than the one that our mapping follows. */
  | 'version'
  | 'unknown';

export const CAUSES: readonly Cause[] = ['unknown', 'version', 'divergence', 'stopped', 'extended', 'around'];

/** The version that our mapping follows (docs/mapping.md). */
export const FOLLOWED_VERSION = '1.8.0';

export interface FieldDifference {
  readonly field: string;
  readonly difference: Difference;
  readonly cause: Cause;
  /** Of our list of divergences, where the cause is one. */
  readonly divergence: string | undefined;
  readonly records: number;
  /** Of the first record: its number in the order given, and both values, cut. */
  readonly example: { readonly record: number; readonly here: string; readonly there: string };
}

export interface MappingComparison {
  readonly pipeline: string;
  /** As its name tells. */
  readonly version: string | undefined;
  readonly records: number;
  /** Records whose documents are equal in every field but those of `around` and `extended`. */
  readonly equal: number;
  /** Fields that were equal wherever they were met, and how often. */
  readonly equalFields: readonly (readonly [field: string, records: number])[];
  readonly differences: readonly FieldDifference[];
  /** What the pipeline said where it failed on a record, and how often. */
  readonly failures: readonly (readonly [reason: string, records: number])[];
}

/** What a pipeline made of one record. */
export type Simulated = { readonly document: FieldValues } | { readonly error: string };

const EXAMPLE_LENGTH = 300;
const MOST_FAILURES = 50;
const AROUND =
  /^(?:agent|elastic_agent|ecs|data_stream|input|log|host|cloud\.(?:provider|instance|machine|availability_zone)|event\.(?:ingested|created|agent_id_status|kind)|tags$|message$|_)/;
const KEY_ORDER = /^aws_bedrock\.invocation\.messages\.content\.text$/;

/** Takes records one after the other. */
export class MappingComparer {
  private readonly pipeline: string;
  private readonly version: string | undefined;
  private records = 0;
  private equal = 0;
  private readonly same = new Map<string, number>();
  private readonly differing = new Map<string, { -readonly [K in keyof FieldDifference]: FieldDifference[K] }>();
  private readonly failed = new Map<string, number>();

  constructor(pipeline: string) {
    this.pipeline = pipeline;
    this.version = /-(\d+\.\d+\.\d+)(?:$|-)/.exec(pipeline)?.[1];
  }

  add(here: FieldValues, simulated: Simulated): void {
    const record = this.records++;
    if ('error' in simulated) {
      this.fail(simulated.error);
      return;
    }
    const there = simulated.document;
    const stopped = there.get('event.kind')?.includes('"pipeline_error"') ?? false;
    if (stopped) this.fail((there.get('error.message') ?? []).join(' '));
    let differs = false;
    for (const field of new Set([...here.keys(), ...there.keys()])) {
      const ours = here.get(field);
      const theirs = there.get(field);
      if (ours && theirs && sameValues(ours, theirs)) {
        this.same.set(field, (this.same.get(field) ?? 0) + 1);
        continue;
      }
      const found = this.differ(record, field, ours, theirs, stopped);
      if (found !== 'around' && found !== 'extended') differs = true;
    }
    if (!differs) this.equal++;
  }

  get comparison(): MappingComparison {
    const differences = [...this.differing.values()].sort(
      (a, b) =>
        CAUSES.indexOf(a.cause) - CAUSES.indexOf(b.cause) || b.records - a.records || (a.field < b.field ? -1 : 1),
    );
    const differing = new Set(differences.map(({ field }) => field));
    const equalFields = [...this.same].filter(([field]) => !differing.has(field)).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      pipeline: this.pipeline,
      version: this.version,
      records: this.records,
      equal: this.equal,
      equalFields,
      differences,
      failures: [...this.failed].sort((a, b) => b[1] - a[1]),
    };
  }

  private fail(reason: string): void {
    const said = reason.slice(0, EXAMPLE_LENGTH);
    if (this.failed.has(said) || this.failed.size < MOST_FAILURES)
      this.failed.set(said, (this.failed.get(said) ?? 0) + 1);
  }

  private differ(
    record: number,
    field: string,
    ours: readonly string[] | undefined,
    theirs: readonly string[] | undefined,
    stopped: boolean,
  ): Cause {
    const difference: Difference = !theirs ? 'only-here' : !ours ? 'only-there' : 'other-value';
    const [cause, divergence] = this.causeOf(field, ours, theirs, stopped);
    const key = `${cause} ${difference} ${field}`;
    const known = this.differing.get(key);
    if (known) known.records++;
    else {
      const example = { record, here: shown(ours), there: shown(theirs) };
      this.differing.set(key, { field, difference, cause, divergence, records: 1, example });
    }
    return cause;
  }

  private causeOf(
    field: string,
    ours: readonly string[] | undefined,
    theirs: readonly string[] | undefined,
    stopped: boolean,
  ): readonly [Cause, string | undefined] {
    if (field.startsWith('bedrock_logs.')) return ['extended', undefined];
    if (AROUND.test(field)) return ['around', undefined];
    if (stopped || field === 'error.message') return ['stopped', undefined];
    if (KEY_ORDER.test(field) && ours && theirs && sameJson(ours, theirs)) return ['divergence', listed('key-order')];
    if (ours && theirs && ours.some((value) => /\\ud[89a-f]/i.test(value)))
      return ['divergence', listed('half-surrogates')];
    return [this.version !== undefined && this.version !== FOLLOWED_VERSION ? 'version' : 'unknown', undefined];
  }
}

/** A name of the list, which is the only one. */
function listed(id: string): string | undefined {
  return DIVERGENCES.find((divergence) => divergence.id === id)?.id;
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Texts that are JSON and say the same in another order of names. */
function sameJson(ours: readonly string[], theirs: readonly string[]): boolean {
  const sorted = (values: readonly string[]): string => values.map(canonicalText).sort().join('\n');
  return sorted(ours) === sorted(theirs);
}

function canonicalText(value: string): string {
  try {
    return canonical(JSON.parse(JSON.parse(value) as string));
  } catch {
    return value;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function shown(values: readonly string[] | undefined): string {
  const text = values === undefined ? '' : values.length === 1 ? (values[0] as string) : `[${values.join(', ')}]`;
  return text.length > EXAMPLE_LENGTH ? `${text.slice(0, EXAMPLE_LENGTH)}…` : text;
}
