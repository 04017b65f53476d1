/**
 * Many records of the size and shape of a busy account, for measuring: about 8 KB each, half of them Converse, a
 * quarter streams, some embeddings. The texts are made of invented words that are as frequent as words are, so that
 * they compress about as real prompts do (four to one).
 */
import { titanEmbedding } from '../bodies/vectors.ts';
import type { Wire } from '../bodies/wires.ts';
import { CALLERS, GUARDRAIL, MODELS, type Model, PRODUCTION, TITAN_EMBEDDING } from '../company.ts';
import type { Exchange, Turn } from '../exchange.ts';
import { assistant, text, user } from '../exchange.ts';
import { assessment, content, personal } from '../guardrails.ts';
import { Random } from '../random.ts';
import { type Call, spoken } from '../record.ts';
import { MONDAY, type Plan, type Scenario } from '../scenario.ts';
import { BLOCKED } from '../texts/probing.ts';

const SYLLABLES: readonly (readonly [parts: string, joint: string, weight: number])[] = [
  [
    'the of and to in is that for it as with was on be at by an or from re con pro ment tion er est ing ed ly un dis able ous ive ar al ist land ter port ver',
    ' ',
    70,
  ],
  [
    'der die und den von zu das mit sich des auf für ist im nicht ein eine als auch es an wer noch wie über ver be ge schaft lich keit ung heit ä ö ü',
    ' ',
    10,
  ],
  [
    'le de un être et à il avoir ne je son que se qui ce dans en du elle au pour pas été où ç ê tion ment eur aux té',
    ' ',
    8,
  ],
  ['и в не на я быть он с что а по это она этот к но они мы весь из у то за свой ть ния ова ско при про раз', ' ', 5],
  [
    'の に は を が た で て と し れ さ ある いる する から こと として い や など ない この 日 本 人 学 年 会 国 東 京 処理 結果',
    '',
    7,
  ],
];

/** One language's sentences, made once for all: picking whole sentences makes 400 MB in seconds. */
function sentences(parts: string, joint: string, random: Random): string[] {
  const pieces = parts.split(' ');
  const words = Array.from({ length: 4000 }, (_, i) => {
    let word = '';
    for (let k = 0; k < 1 + Math.floor(Math.log2(2 + i) / 4); k++) word += random.pick(pieces);
    return word;
  });
  return Array.from({ length: 6000 }, () => {
    const length = random.int(6, 20);
    const said: string[] = [];
    for (let i = 0; i < length; i++) said.push(words[Math.floor(words.length ** random.next()) - 1] ?? 'a');
    const extra = random.next();
    if (extra < 0.03) said.push(`"${random.int(1, 99_999)}.${random.int(0, 99)}"`);
    else if (extra < 0.05) said.push('\n```\nreturn await client.send("a\\b", { k: [1, 2] });\n```\n');
    return said.join(joint) + (joint ? '. ' : '。');
  });
}

type Pools = readonly (readonly [pool: readonly string[], weight: number])[];

/** Text of about `units` UTF-16 units. */
function prose(pool: readonly string[], units: number, random: Random): string {
  let made = '';
  while (made.length < units) made += random.pick(pool);
  return made;
}

function turnsOf(pool: readonly string[], random: Random): Turn[] {
  const units = random.spread(1500, 1.1, 60, 60_000);
  const count = random.chance(0.55) ? 1 : 2 * random.int(1, 4) + 1;
  return Array.from({ length: count }, (_, i) => {
    const said = prose(pool, Math.max(12, units / count), random);
    return i % 2 ? assistant(said) : user(said);
  });
}

const WAYS: readonly (readonly [way: readonly [Model, Wire], weight: number])[] = [
  [[MODELS.sonnet, 'converse'], 24],
  [[MODELS.novaPro, 'converse'], 18],
  [[MODELS.sonnet, 'anthropic-stream'], 21],
  [[MODELS.haiku, 'converse-stream'], 5],
  [[MODELS.sonnet, 'anthropic'], 24],
  [[MODELS.gptOss, 'chat-stream'], 2],
  [[MODELS.mistral, 'mistral'], 1],
];

function call(at: number, number: number, pools: Pools, random: Random): Call {
  const site = PRODUCTION;
  const caller =
    number % 3 ? CALLERS.support : `arn:aws:iam::${site.account}:user/app${number % 240}@havenport.example`;
  const pool = random.weighted(pools);
  const kind = random.next();
  if (kind < 0.04) {
    const inputText = prose(pool, random.spread(700, 0.8, 30, 8000), random);
    const tokens = Math.ceil(inputText.length / 4);
    const meters = { inputTokens: tokens, outputTokens: 0, cacheRead: 0, cacheWrite: 0, latency: 0, firstByte: 0 };
    return {
      at,
      site,
      caller,
      modelId: TITAN_EMBEDDING,
      operation: 'InvokeModel',
      bodies: titanEmbedding(inputText, tokens, 1024, random),
      meters,
    };
  }
  if (kind < 0.06)
    return {
      at,
      site,
      caller,
      modelId: MODELS.sonnet.id,
      operation: 'Converse',
      error: random.pick(['ThrottlingException', 'ValidationException', 'AccessDeniedException']),
    };
  const [model, wire] = random.weighted(WAYS);
  const stream = wire.endsWith('-stream') && wire !== 'converse-stream';
  const answer = prose(pool, stream ? random.spread(520, 0.6, 60, 1800) : random.spread(900, 0.9, 20, 16_000), random);
  const guarded = random.chance(0.15);
  const blocked = guarded && random.chance(0.4);
  const found = blocked
    ? [
        content(['MISCONDUCT', 'HIGH', 'BLOCKED'], ['INSULTS', 'LOW', 'NONE']),
        personal([['EMAIL', 'a@mail.example', 'ANONYMIZED']]),
      ]
    : [];
  const exchange: Exchange = {
    ...(random.chance(0.6) ? { system: prose(pools[0]?.[0] ?? pool, random.int(80, 900), random) } : {}),
    turns: turnsOf(pool, random),
    answer: [text(blocked ? BLOCKED : answer)],
    stop: blocked ? 'blocked' : 'end',
    settings: { maxTokens: random.pick([512, 1024, 4096]), temperature: random.pick([0, 0.2, 0.7, 1]), topP: 0.9 },
    ...(guarded
      ? {
          guardrail: {
            ...GUARDRAIL,
            intervened: blocked,
            input: assessment(random, 900, ...found),
            outputs: [assessment(random, 300)],
            reason: blocked ? 'Guardrail blocked.' : 'No action.',
          },
        }
      : {}),
  };
  const metadata = random.chance(0.15) ? { app: 'support-chat', channel: random.pick(['web', 'app']) } : undefined;
  const cache: readonly [number, number] | undefined = random.chance(0.25)
    ? [random.int(0, 400), random.int(0, 80)]
    : undefined;
  return spoken(
    { at, site, caller, model, wire, exchange, ...(metadata ? { metadata } : {}), ...(cache ? { cache } : {}) },
    random,
  );
}

export const load: Scenario = {
  name: 'load',
  summary: 'Many ordinary records of about 8 KB each, for measuring',
  records: 50_000,
  object: { records: 100_000, bytes: 5 << 20 },
  blemishes: false,
  plans: ({ records, seed }) => {
    const pools: Pools = SYLLABLES.map(([parts, joint, weight], i) => [
      sentences(parts, joint, new Random(seed, 0x2000 + i)),
      weight,
    ]);
    const plans: Plan[] = [];
    for (let i = 0; i < records; i++) {
      const at = MONDAY + i * 200;
      plans.push({ at, site: PRODUCTION, call: (random) => call(at, i, pools, random) });
    }
    return plans;
  },
};
