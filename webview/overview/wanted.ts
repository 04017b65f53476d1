/** Which panels are asked for, and about what. Pure. */
import { type Bucket, bucketFor } from '../../src/overview/buckets.ts';
import type { Panel } from '../../src/overview/panel.ts';
import { type Present, panelsFor } from '../../src/overview/panels.ts';
import type { PriceTable } from '../../src/overview/prices.ts';
import { GUARDRAIL_METRICS, overMetrics, overRecords, RUNTIME_METRICS, type Scope } from '../../src/overview/scope.ts';
import type { Selection } from '../../src/session/protocol/protocol.ts';
import type { Answers } from './answers.ts';
import { Rows } from './rows.ts';

/** Buckets of a panel over time, and of the bars behind the brush. */
const MOST_BUCKETS = 60;
const BRUSH_BUCKETS = 120;

export interface Domain {
  /** All loaded records' times, from the first up to and without the second, epoch ms. */
  readonly whole: readonly [number, number];
  /** The times that are shown. */
  readonly shown: readonly [number, number];
}

/** `range`: the oldest and the newest loaded time. */
export function domainOf(range: readonly [number, number], selection: Selection): Domain {
  const whole = [range[0], range[1] + 1] as const;
  return { whole, shown: selection.range ?? whole };
}

export function scopeOf(
  selection: Selection,
  { shown }: Domain,
  extended: boolean,
  prices: PriceTable | undefined,
): Scope {
  const { where, range } = selection;
  return {
    bucket: bucketFor(shown, MOST_BUCKETS),
    extended,
    ...(where !== undefined && { where }),
    ...(range && { range }),
    ...(prices && { prices }),
  };
}

export function brushBucket({ whole }: Domain): Bucket {
  return bucketFor(whole, BRUSH_BUCKETS);
}

/** The scope of the stretch before the chosen range, if records reach back so far. */
export function scopeBefore(scope: Scope, { whole }: Domain): Scope | undefined {
  if (!scope.range) return undefined;
  const [from, to] = scope.range;
  const range = [from - (to - from), from] as const;
  return range[0] >= whole[0] ? { ...scope, range } : undefined;
}

/** Asked as any other figure, and shown by no panel of its own. */
function unseen(id: string, esql: Panel['esql']): Panel {
  const view = { kind: 'figures', figures: [] } as const;
  return { id, title: id, unit: '', section: 'quality', from: 'records', view, absent: '', esql };
}

/** Whether there are metrics of a kind. */
function presence(id: string, pattern: string): Panel {
  return unseen(id, ({ bucket, extended }) => overMetrics(pattern, { bucket, extended }, 'STATS documents = COUNT(*)'));
}

const RUNTIME_PRESENCE = presence('runtime metrics', RUNTIME_METRICS);
const GUARDRAIL_PRESENCE = presence('guardrail metrics', GUARDRAIL_METRICS);

/** When the oldest and the newest document of a cluster were logged: it may hold more than is loaded here. */
const TIMES = unseen('times', () => overRecords({}, 'STATS oldest = MIN(@timestamp), newest = MAX(@timestamp)'));

/** All that is asked of a cluster before its times are known: panels over time depend on them. */
export function wantedTimes(scope: Scope): ReturnType<typeof wantedPanels> {
  return new Map([[TIMES.id, { panel: TIMES, scope }]]);
}

/** What a cluster says of its times; `loaded` where it has no documents or does not answer, undefined until then. */
export function timesThere(answers: Answers, loaded: readonly [number, number]): readonly [number, number] | undefined {
  const { answer, stale = true } = answers.get(TIMES.id) ?? {};
  if (!answer) return stale ? undefined : loaded;
  const rows = new Rows(answer);
  const times = [rows.time('oldest', 0), rows.time('newest', 0)] as const;
  return times.some(Number.isNaN) ? loaded : times;
}

/** Those that share a place: only the chosen one is asked for. */
export const USER_PANELS = ['models', 'callers', 'regions', 'profiles'] as const;
export type UserPanel = (typeof USER_PANELS)[number];
const isUserPanel = (id: string): boolean => (USER_PANELS as readonly string[]).includes(id);

export const BEFORE = 'summary before';

/** In the order in which they are asked. */
export function wantedPanels(
  scope: Scope,
  domain: Domain,
  present: Present,
  users: UserPanel,
): ReadonlyMap<string, { readonly panel: Panel; readonly scope: Scope }> {
  const wanted = new Map<string, { readonly panel: Panel; readonly scope: Scope }>();
  for (const panel of [RUNTIME_PRESENCE, GUARDRAIL_PRESENCE]) wanted.set(panel.id, { panel, scope });
  for (const panel of panelsFor(scope, present)) {
    if (isUserPanel(panel.id) && panel.id !== users) continue;
    wanted.set(panel.id, { panel, scope: panel.id === 'timeline' ? { ...scope, bucket: brushBucket(domain) } : scope });
    const before = panel.id === 'summary' ? scopeBefore(scope, domain) : undefined;
    if (before) wanted.set(BEFORE, { panel, scope: before });
  }
  return wanted;
}
