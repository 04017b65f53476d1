/** Where KQL may stand, what its query may be, and that a refusal says so at its place. */
import { describe, expect, test } from 'vitest';
import { errorOf, rowsOf } from './answers.ts';

const world = { docs: [{ k: 'a', n: 1 }, { k: ['a', 'b'], n: 2 }, { n: 3 }], mapping: { k: 'keyword', n: 'integer' } };

describe('places', () => {
  const onlyIn = '[KQL] function is only supported in WHERE and STATS commands';
  test.each([
    ['EVAL y = KQL("k: a")', `1:19: ${onlyIn}, or in EVAL within score(.) function`],
    ['SORT KQL("k: a")', `1:15: ${onlyIn}`],
    ['STATS COUNT(*) BY KQL("k: a")', `1:28: ${onlyIn}`],
    ['EVAL y = 1 | LIMIT 5 | WHERE KQL("k: a")', '1:33: [KQL] function cannot be used after LIMIT'],
    ['EVAL y = 1 | LIMIT 5 | WHERE KQL("k: a")', '1:33: [KQL] function cannot be used after EVAL'],
    ['KEEP k | WHERE n IS NULL OR KQL("k: a")', '1:25: Unknown column [n]'],
    ['KEEP k | STATS COUNT(*) WHERE KQL("k: a")', '[KQL] function cannot be used after KEEP'],
    [
      'WHERE KQL("k: a") IS NOT NULL',
      `1:16: Invalid condition [KQL("k: a") IS NOT NULL]. [KQL] function can't be used with ISNOTNULL`,
    ],
    [
      'WHERE n > 1 AND COALESCE(NOT KQL("k: a"), true)',
      `1:16: Invalid condition [n > 1 AND COALESCE(NOT KQL("k: a"), true)]. [KQL] function can't be used with COALESCE`,
    ],
    ['WHERE KQL("k: a") IN (true)', "[KQL] function can't be used with IN"],
  ])('%s', async (commands, wanted) => {
    expect(await errorOf(`FROM t | ${commands}`, world)).toContain(wanted);
  });
  test('ROW has no documents', async () => {
    expect(await errorOf('ROW a = 1 | WHERE KQL("k: a")')).toContain(
      'line 1:13: [KQL] function cannot be used after ROW',
    );
    expect(await errorOf('ROW a = KQL("k: a")')).toContain(`line 1:9: ${onlyIn}, or in EVAL`);
  });
});

describe('queries', () => {
  test.each([
    ['WHERE KQL(CONCAT("k:", " b"))', [2]],
    ['SORT n DESC | WHERE NOT KQL("k: b") AND KQL("n > 1")', [3]],
    ['WHERE KQL("k: a") == false', [3]],
  ])('%s', async (commands, wanted) => {
    const rows = await rowsOf(`FROM t | ${commands} | KEEP n`, world);
    expect(rows.map(([n]) => n)).toEqual(wanted);
  });
  test.each([
    ['WHERE KQL(null)', '1:16: argument of [KQL(null)] cannot be null, received [null]'],
    ['WHERE KQL(k)', '1:16: argument of [KQL(k)] must be a constant, received [k]'],
    ['WHERE KQL(DATE_FORMAT("yyyy", NOW()))', '1:16: [KQL with a computed query] is not supported'],
  ])('%s', async (commands, wanted) => {
    expect(await errorOf(`FROM t | ${commands}`, world)).toContain(wanted);
  });
});
