/** Ordinary traffic without an incident: every chat goes through a guardrail, which finds nothing, and search. */
import { CALLERS, GUARDRAIL, MODELS, PLATFORM, PRODUCTION, PRODUCTION_US } from '../company.ts';
import type { Random } from '../random.ts';
import type { Plan, Scenario } from '../scenario.ts';
import { SMALL } from '../texts/documents.ts';
import { SUPPORT } from '../texts/support.ts';
import { search } from './search.ts';
import { tell } from './tell.ts';
import { shoppingTime, workingTime } from './times.ts';

function chat(random: Random): Plan[] {
  const here = random.chance(0.7);
  return tell(
    {
      dialog: random.pick(SUPPORT),
      start: shoppingTime(random),
      site: here ? PRODUCTION : PRODUCTION_US,
      caller: here ? CALLERS.support : CALLERS.supportUs,
      // One model a caller: a change would be news.
      model: here ? MODELS.sonnet : MODELS.haiku,
      wire: 'converse-stream',
      settings: { maxTokens: 1024, temperature: 0.3, topP: 0.9 },
      metadata: { app: 'support-chat', channel: random.pick(['web', 'app']) },
      cached: true,
      guardrail: GUARDRAIL,
    },
    random,
  );
}

function copy(random: Random): Plan[] {
  return tell(
    {
      dialog: random.pick(SMALL),
      start: workingTime(random),
      site: PLATFORM,
      caller: CALLERS.copy,
      model: MODELS.novaPro,
      wire: 'converse',
      settings: { maxTokens: 400, temperature: 0.7 },
      guardrail: GUARDRAIL,
    },
    random,
  );
}

/** Without the indexing of articles, whose model comes up on some days only. */
const questions = (random: Random): Plan[] => search(random, 0);

/** About so many calls, spread over the week. */
export function ordinary(records: number, random: Random): Plan[] {
  const plans: Plan[] = [];
  while (plans.length < records) {
    const kind = random.weighted([
      [chat, 60],
      [questions, 20],
      [copy, 20],
    ]);
    plans.push(...kind(random));
  }
  return plans;
}

export const normal: Scenario = {
  name: 'normal',
  summary: 'Ordinary traffic of a week without any incident',
  records: 600,
  object: { records: 40, bytes: 4 << 20 },
  blemishes: false,
  plans: ({ records }, random) => ordinary(records, random),
};
