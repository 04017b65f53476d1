/** Tests of what one expression gives, as lines of a table. */
import { expect, test } from 'vitest';
import { resultOf } from './answers.ts';

/** expression, type, value; a fourth entry is a piece of the warning. */
export type Row = readonly [expression: string, type: string, value: unknown, warning?: string];

/** One test for each row: the type, the value and the warnings of an expression that stands alone. */
export function testRows(rows: readonly Row[]): void {
  for (const [expression, type, value, warning] of rows) {
    test(expression, async () => {
      const result = await resultOf(`ROW x = ${expression}`);
      expect(result.columns[0]?.type).toBe(type);
      const [[got]] = [...result.rows()] as [[unknown]];
      if (typeof value === 'number') expect(Number(got)).toBeCloseTo(value, 9);
      else expect(got).toEqual(value);
      expect(result.warnings.slice(1).join('\n')).toMatch(warning ? new RegExp(warning) : /^$/);
    });
  }
}
