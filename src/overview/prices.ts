/** The table of prices that costs are reckoned with. The project ships its format and an example, never prices. */

export interface Price {
  /** Model id as the log has it, an inference profile's prefix included; `*` stands for any text. */
  readonly model: string;
  /** First and last moment that it holds: from the first, before the second, epoch ms; absent: always. */
  readonly from?: number;
  readonly to?: number;
  /** Of so many tokens. */
  readonly per: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export interface PriceTable {
  /** Shown beside the amounts, such as `USD`. */
  readonly currency: string;
  /** Of several that fit a call the first holds. */
  readonly prices: readonly Price[];
  /** Of 1,000 requests to AWS, by name such as `s3:GetObject`; absent where the table has none. */
  readonly requests?: ReadonlyMap<string, number>;
  /** The table calls itself an example: amounts are shown as such. */
  readonly example: boolean;
}

/** Entries that are read; a query with more would be unwieldy. */
export const MAX_PRICES = 200;
const MAX_MODEL = 300;
/** Kinds of requests that are read. */
const MAX_REQUESTS = 100;
const REQUEST = /^[a-z][a-z0-9-]{1,30}:[A-Za-z0-9]{1,60}$/;

export type PriceReading = { readonly table: PriceTable } | { readonly problem: string };

/** Reads a table as `JSON.parse` gives it. Never throws; the problem says which entry is meant and what it needs. */
export function readPrices(json: unknown): PriceReading {
  if (!isObject(json)) return { problem: 'A price table is a JSON object with "currency" and "prices".' };
  const { currency, prices, example, requests } = json;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
    return { problem: '"currency" is a code of three capital letters, such as "USD".' };
  if (!Array.isArray(prices) || prices.length > MAX_PRICES)
    return { problem: `"prices" is a list of at most ${MAX_PRICES} entries.` };
  const read: Price[] = [];
  for (const [i, entry] of (prices as readonly unknown[]).entries()) {
    const price = readPrice(entry);
    if (typeof price === 'string') return { problem: `Entry ${i + 1} of "prices": ${price}` };
    read.push(price);
  }
  const ofRequests = readRequests(requests);
  if (typeof ofRequests === 'string') return { problem: ofRequests };
  return {
    table: { currency, prices: read, example: example === true, ...(ofRequests && { requests: ofRequests }) },
  };
}

function readRequests(value: unknown): ReadonlyMap<string, number> | undefined | string {
  if (value === undefined) return undefined;
  const entries = isObject(value) ? Object.entries(value) : undefined;
  if (!entries || entries.length > MAX_REQUESTS)
    return `"requests" is an object of at most ${MAX_REQUESTS} prices for 1,000 requests, such as "s3:GetObject".`;
  const prices = new Map<string, number>();
  for (const [name, price] of entries) {
    if (!REQUEST.test(name)) return `"requests" has prices by names such as "s3:GetObject"; not: ${name.slice(0, 60)}`;
    if (!isPrice(price)) return `"${name}" in "requests" is a price of 0 or more for 1,000 requests.`;
    prices.set(name, price);
  }
  return prices;
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

const AMOUNTS = ['input', 'output', 'cacheRead', 'cacheWrite'] as const;

function readPrice(entry: unknown): Price | string {
  if (!isObject(entry)) return 'it is no object.';
  const { model, from, to, per = 1_000_000 } = entry;
  if (typeof model !== 'string' || model.trim() === '' || model.length > MAX_MODEL)
    return '"model" is a model id; * stands for any text.';
  if (typeof per !== 'number' || !(per > 0)) return '"per" is a number of tokens above 0.';
  const amounts = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  for (const name of AMOUNTS) {
    const amount = entry[name];
    if (!isPrice(amount))
      return `"${name}" is a price of 0 or more for ${per} tokens; 0 where the model has no such tokens.`;
    amounts[name] = amount;
  }
  const begin = readTime(from);
  const end = readTime(to);
  if (begin === 'wrong' || end === 'wrong') return '"from" and "to" are days such as "2026-01-31", in UTC.';
  if (begin !== undefined && end !== undefined && begin >= end) return '"from" is before "to".';
  const times = { ...(begin !== undefined && { from: begin }), ...(end !== undefined && { to: end }) };
  return { model, per, ...amounts, ...times };
}

function readTime(value: unknown): number | undefined | 'wrong' {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return 'wrong';
  const time = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(time) ? 'wrong' : time;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
