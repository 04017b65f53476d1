/** The user's prices, as far as they can be used. */

import { type PriceTable, readPrices } from '../../src/overview/prices.ts';
import type { PriceFile } from '../../src/session/protocol/protocol.ts';

export interface Prices {
  readonly table?: PriceTable;
  /** What is wrong with the user's file. */
  readonly problem?: string;
}

/** Nothing where the settings name no file. */
export function pricesOf(file: PriceFile | undefined): Prices {
  if (file === undefined) return {};
  if ('problem' in file) return file;
  const reading = readPrices(file.json);
  return 'table' in reading ? { table: reading.table } : { problem: reading.problem };
}
