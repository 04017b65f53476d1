/** Counts of facets: what is asked for them, when it is asked again, and what of older answers is shown. */
import { describe, expect, it } from 'vitest';
import { RequestError } from '../../../src/session/protocol/rpc.ts';
import type { FacetField } from '../../../webview/filter/facet-fields.ts';
import { Facets } from '../../../webview/filter/facets.ts';
import { FIRST_PLACE } from '../../../webview/places.ts';

const CALLER: FacetField = { name: 'caller', title: 'Caller', field: 'user.id', open: true };
const REGION: FacetField = { name: 'region', title: 'Region', field: 'cloud.region', open: true };
const { selection: EVERYTHING } = FIRST_PLACE;

type Ask = ConstructorParameters<typeof Facets>[0];
type Answer = Awaited<ReturnType<Ask>>;

function answer(...values: readonly (readonly [count: number, value: string])[]): Answer {
  const columns = [
    { name: 'calls', type: 'long' },
    { name: 'value', type: 'keyword' },
  ];
  return {
    columns,
    rows: values.length,
    values: [values.map(([count]) => count), values.map(([, value]) => value)],
    warnings: [],
    took: 1,
  };
}

/** Facets over a host that answers when it is told to. */
function setUp() {
  const asked: { query: Parameters<Ask>[1]; signal: AbortSignal; settle: (answer: Answer | Error) => void }[] = [];
  let changes = 0;
  const facets = new Facets(
    (_, query, signal) =>
      new Promise((resolve, reject) => {
        const settle = (result: Answer | Error) => (result instanceof Error ? reject(result) : resolve(result));
        signal.addEventListener('abort', () => reject(new RequestError('aborted', 'given up')));
        asked.push({ query, signal, settle });
      }),
    () => changes++,
  );
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { facets, asked, settled, changes: () => changes };
}

describe('counts of facets', () => {
  it('are of what the filter leaves, without what it says of the field itself', () => {
    const { facets, asked } = setUp();
    const where = 'user.id == "a" AND cloud.region == "eu-central-1"';
    facets.show([CALLER, REGION], { ...EVERYTHING, where, search: 'nova', range: [1, 2] }, 0);
    expect(asked.map(({ query }) => query.within?.where)).toEqual(['cloud.region == "eu-central-1"', 'user.id == "a"']);
    expect(asked[0]?.query.within).toMatchObject({ search: 'nova', range: [1, 2] });
    expect(asked[0]?.query.text).toContain('STATS calls = COUNT(*) BY value = user.id');
  });

  it('are asked without a selection where nothing is left out', () => {
    const { facets, asked } = setUp();
    facets.show([CALLER], { ...EVERYTHING, where: 'user.id == "a"' }, 0);
    expect(asked[0]?.query).not.toHaveProperty('within');
  });

  it('are asked again when the filter or what is loaded changes, not when the facet is ticked or the table sorted', () => {
    const { facets, asked } = setUp();
    facets.show([CALLER], EVERYTHING, 0);
    facets.show([CALLER], { ...EVERYTHING, where: 'user.id IN ("a", "b")' }, 0);
    facets.show([CALLER], { ...EVERYTHING, sort: { field: 'user.id', descending: false } }, 0);
    expect(asked).toHaveLength(1);
    facets.show([CALLER], { ...EVERYTHING, where: 'cloud.region == "x"' }, 0);
    facets.show([CALLER], { ...EVERYTHING, where: 'cloud.region == "x"' }, 1);
    expect(asked).toHaveLength(3);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  });

  it('stay as they were until the new ones are here; an answer that comes too late is not shown', async () => {
    const { facets, asked, settled, changes } = setUp();
    facets.show([CALLER], EVERYTHING, 0);
    asked[0]?.settle(answer([3, 'a'], [1, 'b']));
    await settled();
    const before = facets.of(CALLER).value;
    expect(before).toEqual({
      values: [
        { value: 'a', count: 3 },
        { value: 'b', count: 1 },
      ],
      more: false,
    });
    facets.show([CALLER], { ...EVERYTHING, search: 'x' }, 0);
    expect(facets.of(CALLER)).toMatchObject({ loading: true, value: before });
    facets.show([CALLER], { ...EVERYTHING, search: 'xy' }, 0);
    asked[1]?.settle(answer([9, 'late']));
    asked[2]?.settle(answer([1, 'now']));
    await settled();
    expect(facets.of(CALLER).value?.values).toEqual([{ value: 'now', count: 1 }]);
    expect(changes()).toBe(2);
  });

  it('say what went wrong, but not again what is wrong with the filter', async () => {
    const { facets, asked, settled } = setUp();
    facets.show([CALLER, REGION], EVERYTHING, 0);
    asked[0]?.settle(new RequestError('failed', 'Reading has ended.'));
    asked[1]?.settle(new RequestError('query', 'line 1:1: Unknown column [x]'));
    await settled();
    expect(facets.of(CALLER).failure).toBe('Reading has ended.');
    expect(facets.of(REGION)).toMatchObject({ failure: undefined, loading: false });
  });
});
