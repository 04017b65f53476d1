/** What requests to AWS cost by the user's own table of prices. Pure. */
import type { PriceTable } from './prices.ts';

export interface RequestCost {
  readonly amount: number;
  /** Such as `USD`. */
  readonly currency: string;
  /** Requests that the table has no price for, by name. */
  readonly unpriced: readonly string[];
  /** The table calls itself an example. */
  readonly example: boolean;
}

/** `requests`: counts by name, such as `s3:GetObject`. Undefined where the table has no price for any of them. */
export function requestCost(
  { currency, example, requests: prices }: PriceTable,
  requests: Readonly<Record<string, number>>,
): RequestCost | undefined {
  let amount = 0;
  const unpriced: string[] = [];
  for (const [name, count] of Object.entries(requests)) {
    const price = prices?.get(name);
    if (price === undefined) unpriced.push(name);
    else amount += (count * price) / 1_000;
  }
  return unpriced.length === Object.keys(requests).length ? undefined : { amount, currency, unpriced, example };
}

/** Digits of an amount below one that say something. */
const DIGITS = 2;

/** `USD 12.30`, `USD 0.0084`: what small requests cost is little, but not nothing. */
export function amountText({ amount, currency }: RequestCost): string {
  const small = amount > 0 && amount < 0.1;
  const places = small ? Math.min(10, DIGITS - 1 - Math.floor(Math.log10(amount))) : 2;
  return `${currency} ${amount.toFixed(places)}`;
}
