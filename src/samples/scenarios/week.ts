/**
 * A week at Havenport Outfitters: support chats, search, code review, product copy, people who try things out, and
 * what goes wrong in between. It shows every shape that the inspector reads, at least once.
 */

import type { Wire } from '../bodies/wires.ts';
import { CALLERS, GUARDRAIL, LABORATORY, MODELS, type Model, PLATFORM, PRODUCTION, PRODUCTION_US } from '../company.ts';
import type { Settings } from '../exchange.ts';
import type { Random } from '../random.ts';
import type { Plan, Scenario } from '../scenario.ts';
import { SMALL } from '../texts/documents.ts';
import { ENGINEERING } from '../texts/engineering.ts';
import { SUPPORT } from '../texts/support.ts';
import { drill } from './drills.ts';
import { accessDenied, hostileText, probing, throttling, validationErrors } from './incidents.ts';
import { oddities } from './oddities.ts';
import { search } from './search.ts';
import { tell } from './tell.ts';
import { shoppingTime, workingTime } from './times.ts';

const CHAT: Settings = { maxTokens: 1024, temperature: 0.3, topP: 0.9 };
const EXACT: Settings = { maxTokens: 2048, temperature: 0 };

function supportChat(random: Random): Plan[] {
  const here = random.chance(0.8);
  const [model, wire] = random.weighted<readonly [Model, Wire]>([
    [[MODELS.sonnet, 'converse-stream'], 58],
    [[MODELS.haiku, 'converse-stream'], 20],
    [[MODELS.novaPro, 'converse'], 14],
    [[MODELS.novaPro, 'nova-stream'], 8],
  ]);
  const claude = model !== MODELS.novaPro;
  return tell(
    {
      dialog: random.pick(SUPPORT),
      start: shoppingTime(random),
      site: here ? PRODUCTION : PRODUCTION_US,
      caller: here ? CALLERS.support : CALLERS.supportUs,
      model,
      wire,
      settings: claude && random.chance(0.3) ? { maxTokens: 4096, thinking: 1024 } : CHAT,
      metadata: { app: 'support-chat', channel: random.pick(['web', 'web', 'app']), release: '2026.45.2' },
      cached: claude,
      ...(here && random.chance(0.5) ? { guardrail: GUARDRAIL } : {}),
    },
    random,
  );
}

function codeReview(random: Random): Plan[] {
  const thinking = random.chance(0.6);
  return tell(
    {
      dialog: random.pick(ENGINEERING),
      start: workingTime(random),
      site: PLATFORM,
      caller: CALLERS.review,
      model: MODELS.sonnet,
      wire: random.chance(0.75) ? 'anthropic-stream' : 'anthropic',
      settings: thinking ? { maxTokens: 8192, thinking: 4096 } : { ...EXACT, topK: 50, stopSequences: ['</review>'] },
      cached: random.chance(0.4),
    },
    random,
  );
}

function shopCopy(random: Random): Plan[] {
  const [model, wire] = random.weighted<readonly [Model, Wire]>([
    [[MODELS.haiku, 'converse'], 30],
    [[MODELS.novaLite, 'nova'], 25],
    [[MODELS.novaLite, 'converse-stream'], 15],
    [[MODELS.gptOss, 'chat'], 15],
    [[MODELS.gptOss, 'responses'], 15],
  ]);
  return tell(
    {
      dialog: random.pick(SMALL),
      start: workingTime(random),
      site: PLATFORM,
      caller: CALLERS.copy,
      model,
      wire,
      settings: { maxTokens: 400, temperature: 0.7, ...(model === MODELS.gptOss ? { thinking: 256 } : {}) },
      metadata: { app: 'shop-copy', team: 'content' },
    },
    random,
  );
}

/** Somebody compares models: here the rarer vendors have their records. */
function laboratory(random: Random): Plan[] {
  const model = random.pick<Model>(Object.values(MODELS));
  const wire = random.pick(model.wires);
  return tell(
    {
      dialog: random.pick(SMALL),
      start: workingTime(random),
      site: LABORATORY,
      caller: CALLERS.laboratory,
      model,
      wire,
      settings: { maxTokens: 512, temperature: 0.5, ...(REASONS.has(wire) ? { thinking: 512 } : {}) },
    },
    random,
  );
}

const REASONS: ReadonlySet<Wire> = new Set([
  'converse',
  'converse-stream',
  'anthropic-stream',
  'chat',
  'chat-stream',
  'deepseek',
  'deepseek-stream',
  'responses-stream',
]);

function partner(random: Random): Plan[] {
  return tell(
    {
      dialog: random.pick(SUPPORT.slice(0, 3)),
      start: workingTime(random),
      site: PRODUCTION,
      caller: CALLERS.partner,
      model: MODELS.gptOss,
      wire: random.pick(['chat', 'chat-stream', 'responses-stream'] as const),
      settings: { maxTokens: 800, temperature: 1 },
    },
    random,
  );
}

/** Detection rules that nothing else of the week would let fire. */
const DRILLED = [
  'credentials-in-text',
  'dangerous-tool-calls',
  'guardrail-trace-missing',
  'new-region',
  'refusals-in-series',
  'resource-exhaustion',
  'system-prompt-disclosure',
  'truncated-answers',
] as const;

export const week: Scenario = {
  name: 'week',
  summary: 'A week of an invented shop: chats, search, code review, and an incident or two',
  records: 2400,
  object: { records: 40, bytes: 4 << 20 },
  blemishes: true,
  plans: ({ records }, random) => {
    const plans: Plan[] = [
      ...throttling(random),
      ...validationErrors(random),
      ...accessDenied(),
      ...probing(random),
      ...hostileText(),
      ...oddities(random),
      ...DRILLED.flatMap((rule) => drill(rule, random)),
    ];
    while (plans.length < records) {
      const kind = random.weighted([
        [supportChat, 46],
        [search, 14],
        [shopCopy, 18],
        [codeReview, 10],
        [laboratory, 18],
        [partner, 3],
      ]);
      plans.push(...kind(random));
    }
    return plans;
  },
};
