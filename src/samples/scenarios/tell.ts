/** Turns a written dialog into calls: one for each step of the assistant, each with the whole conversation so far. */

import type { Wire } from '../bodies/wires.ts';
import type { Model, Site } from '../company.ts';
import type { Exchange, GuardrailRun, JsonObject, Part, Settings, Turn } from '../exchange.ts';
import { assistant, promptTokens, text, tokensOf, user } from '../exchange.ts';
import { assessment } from '../guardrails.ts';
import type { Random } from '../random.ts';
import { spoken } from '../record.ts';
import type { Plan } from '../scenario.ts';
import { type Dialog, filled, filledObject, type Words, wordsOf } from '../texts/dialog.ts';

export interface Telling {
  readonly dialog: Dialog;
  /** Epoch ms of the first call. */
  readonly start: number;
  readonly site: Site;
  readonly caller: string;
  readonly model: Model;
  readonly wire: Wire;
  readonly settings: Settings;
  readonly metadata?: JsonObject;
  readonly words?: Words;
  /** Prompts are cached: each call reads what the one before it wrote. */
  readonly cached?: boolean;
  /** A guardrail looks at each call and finds nothing. */
  readonly guardrail?: { readonly id: string; readonly version: string };
}

/** The calls of one conversation, in the order of time. */
export function tell(telling: Telling, random: Random): Plan[] {
  const { dialog, settings } = telling;
  const words = telling.words ?? wordsOf(random);
  const system = filled(dialog.system, words);
  const plans: Plan[] = [];
  const turns: Turn[] = [];
  let thought: Part[] = [];
  let at = telling.start;
  let before = promptTokens({
    system,
    turns: [],
    answer: [],
    stop: 'end',
    settings,
    ...(dialog.tools ? { tools: dialog.tools } : {}),
  });

  const plan = (answer: Part[], stop: Exchange['stop']): void => {
    const exchange: Exchange = {
      system,
      turns: [...turns],
      answer,
      stop,
      settings,
      ...(dialog.tools ? { tools: dialog.tools } : {}),
    };
    const total = promptTokens(exchange);
    const cache: readonly [number, number] | undefined = telling.cached
      ? [before, Math.max(0, total - before - 8)]
      : undefined;
    before = total;
    const when = at;
    plans.push({
      at: when,
      site: telling.site,
      call: (own) =>
        spoken(
          {
            at: when,
            site: telling.site,
            caller: telling.caller,
            model: telling.model,
            wire: telling.wire,
            exchange: telling.guardrail
              ? { ...exchange, guardrail: quiet(telling.guardrail, exchange, own) }
              : exchange,
            ...(cache ? { cache } : {}),
            ...(telling.metadata ? { metadata: telling.metadata } : {}),
          },
          own,
        ),
    });
    at += random.int(1200, 2600) + tokensOf(JSON.stringify(answer)) * telling.model.pace[1];
  };

  for (const step of dialog.steps) {
    if (step[0] === 'user') {
      if (turns.length) at += random.int(12_000, 95_000);
      turns.push(user(filled(step[1], words)));
    } else if (step[0] === 'think') {
      // Only what can show its thoughts is asked to.
      if (settings.thinking !== undefined) thought = [{ kind: 'reasoning', text: filled(step[1], words) }];
    } else if (step[0] === 'say') {
      const answer = [...thought, text(filled(step[1], words))];
      plan(answer, 'end');
      turns.push(assistant(...answer));
      thought = [];
    } else {
      const id = `tooluse_${random.id(22)}`;
      const call: Part = { kind: 'call', id, name: step[1], input: filledObject(step[2], words) };
      plan([...thought, call], 'tool');
      turns.push(assistant(...thought, call), user({ kind: 'result', id, json: filledObject(step[3], words) }));
      thought = [];
    }
  }
  return plans;
}

/** The run of a guardrail that found nothing. */
function quiet(
  guardrail: { readonly id: string; readonly version: string },
  exchange: Exchange,
  random: Random,
): GuardrailRun {
  const last = exchange.turns.at(-1)?.parts[0];
  const asked = last?.kind === 'text' ? last.text.length : 40;
  return {
    ...guardrail,
    intervened: false,
    input: assessment(random, asked),
    outputs: [assessment(random, 120)],
    reason: 'No action.',
  };
}
