/** What each panel's rows should be, reckoned by plain loops. Keys are the columns that are compared. */
import type { Row } from './asking.ts';
import { type Finding, groups, known, type LogRecord, percentile, sum } from './by-hand.ts';

type Reckon = (records: readonly LogRecord[], bucket: number, all: readonly LogRecord[]) => readonly Row[];

const THROTTLED = 'ThrottlingException';
const failed = ({ error }: LogRecord): boolean => error !== undefined;
const throttled = ({ error }: LogRecord): boolean => error === THROTTLED;
const violated = ({ violated }: LogRecord): boolean => violated;
const count = <T>(values: readonly T[], test: (value: T) => boolean): number => values.filter(test).length;
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const iso = (ms: number): string => new Date(ms).toISOString();
const latencies = (records: readonly LogRecord[]): number[] => known(records.map(({ latency }) => latency));
const firsts = (records: readonly LogRecord[]): number[] => known(records.map(({ firstByte }) => firstByte));
const acted = ({ action }: Finding): boolean => action === 'BLOCKED' || action === 'ANONYMIZED';

function byTime(
  records: readonly LogRecord[],
  bucket: number,
  row: (records: readonly LogRecord[]) => Row,
): readonly Row[] {
  const found = groups(records, ({ time }) => Math.floor(time / bucket) * bucket);
  return [...found].map(([t, own]) => ({ t: iso(t as number), ...row(own) }));
}

/** The order of the query: the greatest first, equal ones by their label, nothing last. */
function top(rows: readonly Row[], by: string, label: string, limit: number): readonly Row[] {
  const order = (a: Row, b: Row): number => {
    if (a[by] !== b[by]) return Number(b[by]) - Number(a[by]);
    if (a[label] === b[label]) return 0;
    if (a[label] === null || b[label] === null) return a[label] === null ? 1 : -1;
    return String(a[label]) < String(b[label]) ? -1 : 1;
  };
  return [...rows].sort(order).slice(0, limit);
}

function users(column: string, key: (record: LogRecord) => string | undefined): Reckon {
  return (records) =>
    top(
      [...groups(records, key)].map(([value, own]) => ({
        [column]: value,
        calls: own.length,
        tokens_in: sum(own.map(({ input }) => input)),
        cached: sum(own.map(({ cacheRead }) => cacheRead)),
        tokens_out: sum(own.map(({ output }) => output)),
        errors: count(own, failed),
        error_pct: rounded((100 * count(own, failed)) / own.length, 1),
        p95: percentile(latencies(own), 95),
        intervened: count(own, violated),
      })),
      'calls',
      column,
      8,
    );
}

const percentiles = (values: readonly number[], ...ps: readonly number[]): Row =>
  Object.fromEntries(ps.map((p) => [`p${p}`, percentile(values, p)]));

const CUT = new Set(['max_tokens', 'length', 'max_output_tokens', 'max_length', 'model_context_window_exceeded']);
const MODEL = 'gen_ai.request.model.id';
const ERROR = 'gen_ai.response.error_code';
const CODE = 'gen_ai.compliance.violation_code';

export const EXPECTED: Readonly<Record<string, Reckon>> = {
  summary: (records) => [
    {
      calls: records.length,
      tokens_in: sum(records.map(({ input }) => input)),
      tokens_out: sum(records.map(({ output }) => output)),
      cached: sum(records.map(({ cacheRead }) => cacheRead)),
      cache_written: sum(records.map(({ cacheWrite }) => cacheWrite)),
      errors: count(records, failed),
      throttled: count(records, throttled),
      timed: latencies(records).length,
      ...percentiles(latencies(records), 50, 95, 99),
      streams: firsts(records).length,
      first_p95: percentile(firsts(records), 95),
      intervened: count(records, violated),
      error_pct: records.length === 0 ? null : rounded((100 * count(records, failed)) / records.length, 2),
    },
  ],
  timeline: (_, bucket, all) => byTime(all, bucket, (own) => ({ calls: own.length, errors: count(own, failed) })),
  calls: (records, bucket) =>
    [...groups(records, ({ model }) => model)].flatMap(([model, own]) =>
      byTime(own, bucket, (some) => ({
        [MODEL]: model,
        calls: some.length,
        errors: count(some, failed),
        throttled: count(some, throttled),
        failed: count(some, failed) - count(some, throttled),
      })),
    ),
  tokens: (records, bucket) =>
    byTime(records, bucket, (own) => ({
      input: sum(own.map(({ input }) => input)),
      cache_read: sum(own.map(({ cacheRead }) => cacheRead)),
      cache_write: sum(own.map(({ cacheWrite }) => cacheWrite)),
      output: sum(own.map(({ output }) => output)),
    })),
  latency: (records, bucket) =>
    byTime(
      records.filter(({ latency }) => latency !== undefined),
      bucket,
      (own) => ({ ...percentiles(latencies(own), 50, 95, 99), calls: own.length }),
    ),
  'latency-distribution': (records) => {
    const steps = [
      0, 100, 140, 200, 280, 400, 560, 800, 1100, 1600, 2200, 3200, 4500, 6300, 9000, 13000, 18000, 25000, 36000, 50000,
      70000, 100000,
    ];
    const bands = groups(latencies(records), (ms) => steps.findLast((step) => step <= ms));
    return [...bands].map(([band, own]) => ({ band, calls: own.length }));
  },
  models: users(MODEL, ({ model }) => model),
  callers: users('user.id', ({ caller }) => caller),
  regions: users('cloud.region', ({ region }) => region),
  profiles: users('bedrock_logs.model.profile', ({ profile }) => profile),
  'stop-reasons': (records) =>
    top(
      [
        ...groups(
          records.filter((each) => !failed(each)),
          ({ stop }) => stop,
        ),
      ].map(([stop, own]) => ({ stop, calls: own.length })),
      'calls',
      'stop',
      8,
    ),
  errors: (records) =>
    top(
      [...groups(records.filter(failed), ({ error }) => error)].map(([error, own]) => ({
        [ERROR]: error,
        calls: own.length,
      })),
      'calls',
      ERROR,
      8,
    ),
  'first-byte': (records, bucket) =>
    byTime(
      records.filter(({ firstByte }) => firstByte !== undefined),
      bucket,
      (own) => ({ ...percentiles(firsts(own), 50, 95, 99), calls: own.length }),
    ),
  'first-byte-models': (records) =>
    top(
      [
        ...groups(
          records.filter(({ firstByte }) => firstByte !== undefined),
          ({ model }) => model,
        ),
      ].map(([model, own]) => ({
        [MODEL]: model,
        calls: own.length,
        first_p50: percentile(firsts(own), 50),
        first_p95: percentile(firsts(own), 95),
        whole_p95: percentile(latencies(own), 95),
        first_pct: rounded((100 * (sum(firsts(own)) ?? 0)) / (sum(latencies(own)) ?? 0), 1),
      })),
      'calls',
      MODEL,
      8,
    ),
  'token-rate': (records, bucket) =>
    byTime(
      records.filter(({ latency = 0, output = 0 }) => latency > 0 && output > 0),
      bucket,
      (own) => {
        const rates = own.map(({ latency = 0, output = 0 }) => (1000 * output) / latency);
        return { ...percentiles(rates, 5, 50), calls: own.length };
      },
    ),
  'cache-hits': (records, bucket) =>
    byTime(
      records.filter(({ cacheRead = 0, cacheWrite = 0 }) => cacheRead > 0 || cacheWrite > 0),
      bucket,
      (own) => {
        const read = sum(own.map(({ cacheRead = 0 }) => cacheRead)) ?? 0;
        const input =
          sum(own.map(({ input = 0, cacheRead = 0, cacheWrite = 0 }) => input + cacheRead + cacheWrite)) ?? 0;
        return { calls: own.length, hit_pct: rounded((100 * read) / input, 1) };
      },
    ),
  throttled: (records) =>
    top(
      [...groups(records, ({ model }) => model)].flatMap(([model, own]) =>
        [...groups(own, ({ region }) => region)]
          .map(([region, some]) => ({
            [MODEL]: model,
            'cloud.region': region,
            calls: some.length,
            throttled: count(some, throttled),
            throttled_pct: rounded((100 * count(some, throttled)) / some.length, 1),
          }))
          .filter((row) => row.throttled > 0),
      ),
      'throttled',
      MODEL,
      6,
    ),
  truncated: (records) =>
    top(
      [
        ...groups(
          records.filter(({ stop }) => stop !== undefined),
          ({ model }) => model,
        ),
      ]
        .map(([model, own]) => {
          const cut = count(own, ({ stop = '' }) => CUT.has(stop.toLowerCase()));
          return { [MODEL]: model, calls: own.length, cut, cut_pct: rounded((100 * cut) / own.length, 1) };
        })
        .filter(({ cut }) => cut > 0),
      'cut',
      MODEL,
      6,
    ),
  'guardrail-policies': (records) =>
    [...groups(records.flatMap(({ findings }) => findings).filter(acted), ({ policy }) => policy)].map(
      ([policy, own]) => ({
        policy,
        input: sum(own.filter(({ source }) => source === 'input').map(() => 1)),
        output: sum(own.filter(({ source }) => source === 'output').map(() => 1)),
        n: own.length,
      }),
    ),
  'guardrail-confidence': (records) =>
    [
      ...groups(
        records.flatMap(({ findings }) => findings),
        ({ confidence, action }) => `${confidence}|${action}`,
      ),
    ].map(([key, own]) => {
      const [confidence = '', action = ''] = String(key).split('|');
      return { confidence, action, n: own.length };
    }),
  'violation-codes': (records) => {
    const violations = records.filter(violated);
    const codes = violations.flatMap(({ findings }) => [...new Set(findings.flatMap(({ type }) => type ?? []))]);
    const policyOf = (code: unknown) =>
      violations.flatMap(({ findings }) => findings).find(({ type }) => type === code)?.policy ?? null;
    return top(
      [...groups(codes, (code) => code)].map(([code, own]) => ({
        [CODE]: code,
        calls: own.length,
        policy: policyOf(code),
      })),
      'calls',
      CODE,
      7,
    );
  },
  'guardrail-callers': (records) =>
    top(
      [...groups(records.filter(violated), ({ caller }) => caller)].map(([caller, own]) => {
        const hours = groups(own, ({ time }) => Math.floor(time / 3_600_000));
        const codes = own.flatMap(({ findings }) => [...new Set(findings.flatMap(({ type }) => type ?? []))]);
        const often = [...groups(codes, (code) => code)].map(([code, each]) => ({ code, calls: each.length }));
        return {
          'user.id': caller,
          calls: own.length,
          peak: Math.max(...[...hours.values()].map((each) => each.length)),
          most_often: top(often, 'calls', 'code', 1)[0]?.code ?? null,
        };
      }),
      'calls',
      'user.id',
      6,
    ),
  interventions: (records, bucket) =>
    byTime(records.filter(violated), bucket, (own) => {
      const in_ = count(own, ({ findings }) => findings.some((each) => acted(each) && each.source === 'input'));
      const out = count(own, ({ findings }) => findings.some((each) => acted(each) && each.source === 'output'));
      return { input: in_ || null, output: out || null };
    }),
  'data-quality': (records) => {
    const ids = [...new Set(records.flatMap(({ guarded }) => guarded))].sort();
    return [
      {
        records: records.length,
        no_trace: count(records, ({ guarded }) => guarded.length === 0),
        too_long: count(records, ({ long }) => long),
        offloaded: count(records, ({ offloaded }) => offloaded),
        no_body: count(records, ({ hasInputBody, offloaded }) => !hasInputBody && !offloaded),
        guardrails: ids.length,
        guardrail_ids: ids.length === 0 ? null : ids.slice(0, 3).join(', '),
      },
    ];
  },
};
