/** What calls cost by the user's own table of prices; a call of a model without a price has no cost, and is named. */
import { equals } from '../conditions.ts';
import type { Panel } from '../panel.ts';
import type { Price, PriceTable } from '../prices.ts';
import { byTime, overRecords, quoted, type Scope, timeText } from '../scope.ts';

const MODEL = 'gen_ai.request.model.id';

/** Each kind of token with the column of its price. */
const KINDS = [
  ['input', 'gen_ai.usage.prompt_tokens'],
  ['output', 'gen_ai.usage.completion_tokens'],
  ['cacheRead', 'bedrock_logs.usage.cache_read_tokens'],
  ['cacheWrite', 'bedrock_logs.usage.cache_write_tokens'],
] as const;

function fits({ model, from, to }: Price): string {
  const conditions = [
    model.includes('*') ? `${MODEL} LIKE ${quoted(model.replace(/[\\?]/g, '\\$&'))}` : `${MODEL} == ${quoted(model)}`,
  ];
  if (from !== undefined) conditions.push(`@timestamp >= "${timeText(from)}"`);
  if (to !== undefined) conditions.push(`@timestamp < "${timeText(to)}"`);
  return conditions.join(' AND ');
}

/** The commands that give every record its `cost`, null without a price, and say whether it has a `price`. */
function costs({ prices }: PriceTable, { extended }: Scope): readonly string[] {
  if (prices.length === 0) return ['EVAL price = TO_INTEGER(NULL), cost = TO_DOUBLE(NULL)'];
  const kinds = KINDS.filter(([, field]) => extended || !field.startsWith('bedrock_logs.'));
  const amounts = kinds.map(([kind]) => {
    const cases = prices.map((price, i) => `price == ${i + 1}, ${decimal(price[kind] / price.per)}`);
    return `${kind.toLowerCase()}_price = CASE(${cases.join(', ')}, NULL)`;
  });
  const parts = kinds.map(([kind, field]) => `COALESCE(TO_LONG(${field}), 0) * ${kind.toLowerCase()}_price`);
  return [
    `EVAL price = CASE(${prices.map((price, i) => `${fits(price)}, ${i + 1}`).join(', ')}, NULL)`,
    `EVAL ${amounts.join(', ')}`,
    `EVAL cost = ${parts.join(' + ')}`,
  ];
}

/** With a point or an exponent, so that it is a double. */
function decimal(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const NO_PRICES: PriceTable = { currency: '', prices: [], example: false };

const overCosts = (scope: Scope, ...commands: readonly string[]): string =>
  overRecords(scope, ...costs(scope.prices ?? NO_PRICES, scope), ...commands);

const common = { section: 'cost', from: 'records', absent: 'No call of these records has a price.' } as const;

export const COST: readonly Panel[] = [
  {
    ...common,
    id: 'cost-summary',
    title: 'Estimated cost, all models',
    unit: '{1}, by your prices',
    view: {
      kind: 'figures',
      figures: [
        { column: 'cost', label: 'Estimated cost', measure: 'money' },
        { column: 'unpriced', label: 'Calls without a price', measure: 'calls' },
        { column: 'unpriced_models', label: 'Models without a price', measure: 'units' },
      ],
    },
    esql: (scope) =>
      overCosts(
        scope,
        `STATS cost = SUM(cost), unpriced = COUNT(*) WHERE price IS NULL, unpriced_models = COUNT_DISTINCT(${MODEL}) WHERE price IS NULL`,
      ),
  },
  {
    ...common,
    id: 'cost',
    title: 'Estimated cost',
    unit: '{1} per {0}, by your prices',
    view: {
      kind: 'bars',
      measure: 'money',
      series: [{ column: 'cost', label: 'cost' }],
      split: { column: MODEL, label: 'Model', condition: equals(MODEL), none: 'no model' },
    },
    esql: (scope) =>
      overCosts(
        scope,
        'WHERE cost IS NOT NULL',
        `STATS cost = SUM(cost) BY ${byTime(scope)}, ${MODEL}`,
        'SORT t',
        'LIMIT 10000',
      ),
  },
  {
    ...common,
    id: 'cost-models',
    title: 'What does it cost?',
    unit: '{1}, estimated by your prices',
    view: {
      kind: 'table',
      label: { column: MODEL, label: 'Model', condition: equals(MODEL), none: 'no model' },
      columns: [
        { column: 'cost', label: 'Cost', measure: 'money', share: true },
        { column: 'per_call', label: 'per call', measure: 'money' },
        { column: 'calls', label: 'Calls', measure: 'calls' },
        { column: 'unpriced', label: 'No price', measure: 'calls', badAbove: 0 },
      ],
    },
    esql: (scope) =>
      overCosts(
        scope,
        `STATS cost = SUM(cost), calls = COUNT(*), priced = COUNT(cost), unpriced = COUNT(*) WHERE price IS NULL BY ${MODEL}`,
        'EVAL per_call = cost / priced',
        `SORT cost DESC NULLS LAST, calls DESC, ${MODEL}`,
        'LIMIT 20',
      ),
  },
  {
    ...common,
    id: 'cost-callers',
    title: 'Who causes cost?',
    unit: '{1}, estimated by your prices',
    view: {
      kind: 'table',
      label: { column: 'user.id', label: 'Caller', condition: equals('user.id'), none: 'not given' },
      columns: [
        { column: 'cost', label: 'Cost', measure: 'money', share: true },
        { column: 'calls', label: 'Calls', measure: 'calls' },
      ],
    },
    esql: (scope) =>
      overCosts(
        scope,
        'WHERE cost IS NOT NULL',
        'STATS cost = SUM(cost), calls = COUNT(*) BY user.id',
        'SORT cost DESC, user.id',
        'LIMIT 8',
      ),
  },
];
