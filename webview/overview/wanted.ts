/** Which panels are asked for, and about what. Pure. */
import { type Bucket, bucketFor } from '../../src/overview/buckets.ts';
import type { Panel } from '../../src/overview/panel.ts';
import { type Present, panelsFor } from '../../src/overview/panels.ts';
import type { PriceTable } from '../../src/overview/prices.ts';
import { GUARDRAIL_METRICS, overMetrics, RUNTIME_METRICS, type Scope } from '../../src/overview/scope.ts';
import type { Selection } from '../../src/session/protocol/protocol.ts';

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

/** Whether there are metrics of a kind, asked as any other figure. */
function presence(id: string, pattern: string): Panel {
  return {
    id,
    title: id,
    unit: 'documents',
    section: 'quality',
    from: 'records',
    view: { kind: 'figures', figures: [] },
    absent: '',
    esql: ({ bucket, extended }) => overMetrics(pattern, { bucket, extended }, 'STATS documents = COUNT(*)'),
  };
}

const RUNTIME_PRESENCE = presence('runtime metrics', RUNTIME_METRICS);
const GUARDRAIL_PRESENCE = presence('guardrail metrics', GUARDRAIL_METRICS);

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
