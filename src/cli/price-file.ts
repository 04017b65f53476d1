/** The table of prices that `--prices` names. */
import { readFileSync } from 'node:fs';
import { type PriceTable, readPrices } from '../overview/prices.ts';
import { type Arguments, UsageError } from './arguments.ts';

/** Undefined where none is named. Throws a `UsageError` for one that is none, and what reading it throws. */
export function pricesIn({ text }: Arguments): PriceTable | undefined {
  const path = text.get('prices');
  if (path === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`${path} is no JSON: ${error.message}`);
    throw error;
  }
  const reading = readPrices(json);
  if ('problem' in reading) throw new UsageError(`${path}: ${reading.problem}`);
  return reading.table;
}
