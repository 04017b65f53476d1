/** What incidents are made of: one call of one caller, and many of them in a row. */
import type { Wire } from '../bodies/wires.ts';
import { GUARDRAIL, MODELS, type Model, PRODUCTION, type Site } from '../company.ts';
import type { Exchange, JsonObject, Part, Settings, Stop, Tool } from '../exchange.ts';
import { text, user } from '../exchange.ts';
import { assessment } from '../guardrails.ts';
import type { Random } from '../random.ts';
import { spoken } from '../record.ts';
import { MINUTE, type Plan } from '../scenario.ts';
import { BLOCKED } from '../texts/probing.ts';
import { moment } from './times.ts';

/** Whoever makes the incidents: a key that should have been deleted. */
export const INTRUDER = `arn:aws:iam::${PRODUCTION.account}:user/legacy-batch`;
/** Wednesday morning, in the middle of the ordinary traffic. */
export const BEGIN = moment(2, 10, 4);

export interface Said {
  readonly prompt: string;
  readonly answer?: string | readonly Part[];
  readonly caller?: string;
  readonly site?: Site;
  readonly model?: Model;
  readonly wire?: Wire;
  readonly stop?: Stop;
  readonly settings?: Settings;
  readonly tools?: readonly Tool[];
  readonly cache?: readonly [read: number, write: number];
  /** What the guardrail found in the prompt; an empty list is a guardrail that found nothing. */
  readonly found?: readonly JsonObject[];
  /** Whether it then acted. Unless given it does where something was found. */
  readonly intervened?: boolean;
}

export function say(at: number, said: Said): Plan {
  const { prompt, found, answer = BLOCKED, site = PRODUCTION } = said;
  const intervened = said.intervened ?? (found !== undefined && found.length > 0);
  return {
    at,
    site,
    call: (random) => {
      const exchange: Exchange = {
        system: 'You help customers of an outdoor shop.',
        turns: [user(prompt)],
        answer: typeof answer === 'string' ? [text(answer)] : answer,
        stop: said.stop ?? (intervened ? 'blocked' : 'end'),
        settings: said.settings ?? { maxTokens: 512, temperature: 0.3 },
        ...(said.tools && { tools: said.tools }),
        ...(found && {
          guardrail: {
            ...GUARDRAIL,
            intervened,
            input: assessment(random, prompt.length, ...found),
            outputs: [assessment(random, 80)],
            reason: intervened ? 'Guardrail blocked.' : 'No action.',
          },
        }),
      };
      return spoken(
        {
          at,
          site,
          caller: said.caller ?? INTRUDER,
          model: said.model ?? MODELS.sonnet,
          wire: said.wire ?? 'converse',
          exchange,
          ...(said.cache && { cache: said.cache }),
        },
        random,
      );
    },
  };
}

/** So many calls from `BEGIN` on; `gap` in minutes, of which each is a little earlier or later. */
export function series(count: number, gap: number, random: Random, make: (at: number, i: number) => Plan): Plan[] {
  return Array.from({ length: count }, (_, i) =>
    make(Math.round(BEGIN + (i * gap + random.next() * gap * 0.5) * MINUTE), i),
  );
}
