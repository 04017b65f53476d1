/** A table of prices is taken whole, or its first mistake is told with the entry that has it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MAX_PRICES, readPrices } from '../../../src/overview/prices.ts';
import { amountText, requestCost } from '../../../src/overview/request-prices.ts';

const PRICE = { model: 'a', input: 1, output: 2, cacheRead: 0, cacheWrite: 0 };
const TABLE = { currency: 'USD', prices: [] };
const table = (...prices: readonly unknown[]): unknown => ({ currency: 'USD', prices });

test.each<[what: string, json: unknown, problem: RegExp]>([
  ['a list', [], /JSON object with "currency" and "prices"/],
  ['null', null, /JSON object/],
  ['no currency', { prices: [] }, /three capital letters/],
  ['a long currency', { currency: 'dollars', prices: [] }, /three capital letters/],
  ['no prices', { currency: 'USD' }, /"prices" is a list/],
  ['too many', table(...Array.from({ length: MAX_PRICES + 1 }, () => PRICE)), /at most 200/],
  ['an entry that is none', table(PRICE, 'x'), /Entry 2 .*no object/],
  ['no model', table({ ...PRICE, model: '' }), /Entry 1 .*"model"/],
  [
    'no cache price',
    table({ ...PRICE, cacheRead: undefined }),
    /Entry 1 .*"cacheRead" is a price .*0 where the model has no such tokens/,
  ],
  ['a price below 0', table({ ...PRICE, input: -1 }), /"input"/],
  ['a price that is none', table({ ...PRICE, output: '2' }), /"output"/],
  ['a price without end', table({ ...PRICE, output: Number.POSITIVE_INFINITY }), /"output"/],
  ['per nothing', table({ ...PRICE, per: 0 }), /"per"/],
  ['a day that is none', table({ ...PRICE, from: '2026-13-01' }), /"from" and "to" are days/],
  ['a time', table({ ...PRICE, to: '2026-01-01T00:00:00Z' }), /"from" and "to" are days/],
  ['an end before its beginning', table({ ...PRICE, from: '2026-02-01', to: '2026-02-01' }), /"from" is before "to"/],
  ['requests that are a list', { ...TABLE, requests: [] }, /"requests" is an object/],
  [
    'a request without its service',
    { ...TABLE, requests: { GetObject: 1 } },
    /names such as "s3:GetObject"; not: GetObject/,
  ],
  ['a request below 0', { ...TABLE, requests: { 's3:GetObject': -1 } }, /"s3:GetObject" in "requests" is a price of 0/],
])('%s is refused', (_, json, problem) => {
  const reading = readPrices(json);
  expect('problem' in reading ? reading.problem : 'taken').toMatch(problem);
});

test('days are read in UTC, and prices are of a million tokens unless they say otherwise', () => {
  const reading = readPrices(table({ ...PRICE, from: '2026-01-01', to: '2026-07-01' }, { ...PRICE, per: 1000 }));
  expect(reading).toEqual({
    table: {
      currency: 'USD',
      example: false,
      prices: [
        { ...PRICE, per: 1_000_000, from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 6, 1) },
        { ...PRICE, per: 1000 },
      ],
    },
  });
});

test('the example that comes with this is right, and says that it is one', () => {
  const path = join(import.meta.dirname, '../../../media/prices.example.json');
  const reading = readPrices(JSON.parse(readFileSync(path, 'utf8')));
  expect('table' in reading && reading.table.example).toBe(true);
});

test.each<[what: string, requests: object | undefined, counts: Record<string, number>, said: string]>([
  [
    'both kinds',
    { 's3:ListObjectsV2': 5, 's3:GetObject': 0.4 },
    { 's3:ListObjectsV2': 21, 's3:GetObject': 20_000 },
    'USD 8.11 ',
  ],
  ['little', { 's3:GetObject': 0.4 }, { 's3:GetObject': 3 }, 'USD 0.0012 '],
  ['nothing to pay', { 's3:GetObject': 0 }, { 's3:GetObject': 3 }, 'USD 0.00 '],
  [
    'one without a price',
    { 's3:GetObject': 400 },
    { 's3:ListObjectsV2': 1, 's3:GetObject': 3 },
    'USD 1.20 s3:ListObjectsV2',
  ],
  ['none with a price', { 'sqs:ReceiveMessage': 1 }, { 's3:GetObject': 3 }, 'nothing'],
  ['no prices of requests', undefined, { 's3:GetObject': 3 }, 'nothing'],
])('what requests cost: %s', (_, requests, counts, said) => {
  const reading = readPrices({ ...TABLE, ...(requests && { requests }) });
  const cost = 'table' in reading ? requestCost(reading.table, counts) : undefined;
  expect(cost ? `${amountText(cost)} ${cost.unpriced.join()}` : 'nothing').toBe(said);
});
