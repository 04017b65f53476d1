import { describe, expect, test } from 'vitest';
import type { Look } from '../../../webview/look.ts';
import { FIRST_PLACE, type Place, restore, Trail } from '../../../webview/places.ts';

const searched = (search: string): Place => ({ ...FIRST_PLACE, selection: { ...FIRST_PLACE.selection, search } });

describe('trail', () => {
  test('goes back and forward; a new step forgets what lay ahead', () => {
    const trail = new Trail(FIRST_PLACE);
    trail.go(searched('a'));
    trail.go(searched('b'));
    expect(trail.back()?.selection.search).toBe('a');
    expect(trail.forward()?.selection.search).toBe('b');
    trail.back();
    trail.go(searched('c'));
    expect(trail.canGoForward).toBe(false);
    expect(trail.back()?.selection.search).toBe('a');
    expect(trail.back()?.selection.search).toBe('');
    expect(trail.back()).toBeUndefined();
  });

  test('typing a search is one step', () => {
    const trail = new Trail(FIRST_PLACE);
    for (const text of ['n', 'no', 'nov', 'nova']) trail.go(searched(text), 'typing');
    expect(trail.back()?.selection.search).toBe('');
    trail.go(searched('x'), 'typing');
    trail.go({ ...searched('x'), view: 'problems' });
    trail.go(searched('xy'), 'typing');
    expect(trail.back()?.view).toBe('problems');
  });

  test('does not grow without end', () => {
    const trail = new Trail(FIRST_PLACE);
    for (let i = 0; i < 500; i++) trail.go(searched(String(i)));
    let steps = 0;
    while (trail.back()) steps++;
    expect(steps).toBe(99);
  });
});

describe('saved state', () => {
  test.each([undefined, null, 5, 'text', [], {}, { place: 7 }, { place: { selection: { search: 1 } }, row: -1 }])(
    'unusable state starts anew: %j',
    (state) => {
      expect(restore(state)).toEqual({ place: FIRST_PLACE, row: 0, peek: true, shares: {}, look: {} });
    },
  );

  test('usable state comes back', () => {
    const place: Place = { ...searched('nova'), view: 'record', record: 12, tab: 'raw', second: 'document' };
    const look: Look = {
      columns: [{ name: 'time' }, { name: 'cloud.region', width: 120 }],
      rows: 'roomy',
      zone: 'local',
      noFacets: true,
      facets: { region: true },
      filters: ['user.id == "a"'],
    };
    const saved = { place, row: 400, peek: false, shares: { detail: 0.3 }, look };
    expect(restore(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  test.each([
    { columns: [] },
    { columns: [{ name: 3 }] },
    { columns: [{ name: 'time', width: -1 }] },
    { rows: 'tall', zone: 'Mars/Olympus', noFacets: 'yes' },
    { facets: { region: 'open' }, filters: [1] },
  ])('a look that is not ours is the first one: %j', (look) => {
    expect(restore({ look }).look).toEqual({});
  });

  test('an open record without its number is the list', () => {
    expect(restore({ place: { ...FIRST_PLACE, view: 'record' } }).place.view).toBe('invocations');
  });
});
