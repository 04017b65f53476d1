/**
 * Random and damaged query texts: an answer, or an error with a place inside the text; never an
 * exception, never a long wait. FUZZ_RUNS and FUZZ_SEED change what is run.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JsonObject, parseJson } from '../../../src/esql/documents/json.ts';
import { DocumentTable, fieldsOf, readMapping } from '../../../src/esql/documents/load.ts';
import { prepare, problemText, run } from '../../../src/esql/query.ts';
import { COMMANDS } from '../../../src/esql/vocabulary/commands.ts';
import { FUNCTIONS } from '../../../src/esql/vocabulary/functions.ts';

/** Texts of each of four kinds. */
const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 4_000) / 4);
const SEED = Number(process.env.FUZZ_SEED ?? 20260306);
const LONGEST_MS = 1000;

const MAPPING = readMapping(
  parseJson(
    '{"k":"keyword","n":"integer","l":"long","d":"double","b":"boolean","ts":"date","ip":"ip","t":"text","v":"version","f":"flattened"}',
  ),
);
const TABLE = new DocumentTable(
  [
    '{"k":["b","a"],"n":1,"l":9223372036854775807,"d":1.5,"b":true,"ts":"2026-01-01","ip":"10.0.0.1","t":"Some text","v":"1.2.3"}',
    '{"k":"x y=1","n":[1,2],"l":-1,"d":-0.0,"b":[true,false],"ts":0,"ip":["::1","1.2.3.4"]}',
    '{}',
    '{"k":"(((((","n":2147483647,"t":["a","b"],"ts":253402300799999}',
  ].map((line) => parseJson(line) as JsonObject),
  MAPPING,
);

async function holds(text: string): Promise<void> {
  const started = performance.now();
  const prepared = prepare(
    text,
    { fields: () => fieldsOf(MAPPING) },
    { values: [{ value: 1 }, { name: 'p', value: 'x' }] },
  );
  if ('problems' in prepared) {
    expect(prepared.problems.length).toBeGreaterThan(0);
    const inside = prepared.problems.every(({ start, end }) => start >= 0 && start <= end && end <= text.length);
    expect(inside).toBe(true);
    expect(problemText(text, prepared.problems)).toMatch(/line \d+:\d+: ./);
  } else {
    const result = await run(prepared.plan, TABLE, { now: 1_772_712_000_000 });
    for (const row of result.rows()) expect(row).toHaveLength(result.columns.length);
  }
  const took = performance.now() - started;
  if (took > LONGEST_MS) throw new Error(`took ${took} ms`);
}

const WORDS = [
  ...COMMANDS.map((command) => command.name),
  ...FUNCTIONS.map((entry) => `${entry.name}(`),
  ...'k n l d b ts ip t v f zz `k` user.* * ( ( ) ) [ ] , , | | | = == != < >= + - / % :: : . ? ?p ??p { } ; AND OR NOT IN LIKE RLIKE IS NULL BY WHERE AS ASC DESC NULLS FIRST METADATA _id'.split(
    ' ',
  ),
  ...'1 2.5 1e400 99999999999999999999 "a" """b""" "1 day" "2026-01-01" "%{a} %{b}" "%{WORD:w}" "(a+)+" "*" "a*b?" true false null day minutes integer ip date -1 0'.split(
    ' ',
  ),
  '\n',
  '// c\n',
  '/* c */',
  '"',
  '`',
  '😀',
  '\u0000',
];

const EXAMPLES = [
  ...FUNCTIONS.map((entry) => `FROM t | ${entry.example}`),
  ...COMMANDS.filter((command) => !command.source).map((command) => `FROM t | ${command.example}`),
  'FROM t METADATA _id, _source | WHERE k LIKE "a*" AND n > 1 OR NOT b | EVAL x = CASE(n > 1, d, l::double) * 2, y = TO_UPPER(k) | STATS c = COUNT(*) WHERE x > 1, m = MAX(l), v = VALUES(y) BY BUCKET(ts, 1 day), ip | SORT c DESC NULLS LAST | LIMIT 10',
  'FROM t | MV_EXPAND k | GROK k "%{WORD:w}=%{INT:i:int}" | DISSECT k "%{a} %{b}" | INLINE STATS z = SUM(n) BY w | KEEP *, z | RENAME z AS zz | DROP a',
  'FROM t | EVAL a = REPLACE(k, "(\\\\w)(\\\\w)", "$2$1"), e = JSON_EXTRACT(t, "a.b[0]"), g = DATE_FORMAT("yyyy", ts + 1 month) | WHERE KQL("k: (a or b) and n >= 1") | SORT a',
];

const damaged = fc
  .tuple(
    fc.constantFrom(...EXAMPLES),
    fc.array(fc.tuple(fc.nat(), fc.nat(6), fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 4 }))), {
      maxLength: 4,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((now, [at, cut, insert]) => {
      const place = at % (now.length + 1);
      return now.slice(0, place) + insert + now.slice(place + cut);
    }, text),
  );

const random = fc.array(fc.constantFrom(...WORDS), { maxLength: 24 }).map((words) => `FROM t | ${words.join(' ')}`);

/** A function with arguments of all kinds: most are refused, none may throw. */
const argument = fc.constantFrom(
  'k',
  'n',
  'l',
  'd',
  'b',
  'ts',
  'ip',
  't',
  'v',
  'null',
  '1',
  '-1',
  '0',
  '2147483647',
  '"a"',
  '"("',
  '""',
  '[1,2]',
  '["a","b"]',
  '1.5',
  '1 day',
  '"2026-01-01"',
  'true',
  '9223372036854775807',
  '1e308',
  'ts + 1 year',
);
const calls = fc
  .tuple(fc.constantFrom(...FUNCTIONS), fc.array(argument, { maxLength: 4 }))
  .map(
    ([entry, args]) =>
      `FROM t | ${entry.kind === 'aggregate' ? 'STATS' : 'EVAL'} x = ${entry.name}(${args.join(', ')})${entry.kind === 'aggregate' ? ' BY b' : ''}`,
  );

test.each([
  ['damaged', damaged],
  ['random', random],
  ['calls', calls],
  ['any text', fc.string({ unit: 'binary', maxLength: 60 })],
] as const)(`${RUNS} texts: %s`, (_, texts) =>
  fc.assert(fc.asyncProperty(texts as fc.Arbitrary<string>, holds), { numRuns: RUNS, seed: SEED }),
);

test.each([
  ['parentheses', `FROM t | WHERE ${'('.repeat(100_000)}n`],
  ['calls', `FROM t | EVAL x = ${'ABS('.repeat(5000)}1${')'.repeat(5000)}`],
  ['a long chain', `FROM t | WHERE ${Array.from({ length: 5000 }, () => 'n == 1').join(' OR ')}`],
  ['a long sum', `FROM t | EVAL x = ${Array.from({ length: 5000 }, () => '1').join(' + ')}`],
  ['signs', `FROM t | EVAL x = ${'-'.repeat(5000)}1`],
  ['casts', `FROM t | EVAL x = 1${'::long'.repeat(5000)}`],
  ['commands', `FROM t${' | WHERE true'.repeat(5000)}`],
  ['a long list', `FROM t | WHERE n IN (${Array.from({ length: 20_000 }, (_, i) => i).join()})`],
  ['a long name', `FROM t | KEEP ${'a'.repeat(200_000)}`],
  ['many names', `FROM t | KEEP ${Array.from({ length: 2000 }, (_, i) => `x${i}`).join()}`],
  ['a long pattern', `FROM t | WHERE k RLIKE "${'(a|b)*'.repeat(500)}"`],
  ['a huge count', 'FROM t | WHERE k RLIKE "(((a{1000}){1000}){1000}){1000}"'],
  ['stars', `FROM t | WHERE k LIKE "${'*a'.repeat(2000)}"`],
  ['comments', `FROM t ${'/*'.repeat(20_000)}`],
  ['a long number', `FROM t | EVAL x = ${'9'.repeat(100_000)}`],
  ['a long grok', `FROM t | GROK k "${'%{IP}'.repeat(400)}"`],
  [
    'expansion',
    `ROW a = [${Array.from({ length: 60 }, (_, i) => i).join()}] ${'| EVAL b = a | MV_EXPAND b '.repeat(2)} | LIMIT 10`,
  ],
])('%s without end', async (_, text) => holds(text));
