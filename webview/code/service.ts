/** What an editor of code asks of the language service. A condition is asked about as a part of the query it stands in. */
import type { QueryHover, QueryMistake, QueryOffers } from '../../src/session/protocol/protocol.ts';
import type { Inspector } from '../inspector.ts';

export interface CodeService {
  /** Whether the text begins with a command; a condition does not. */
  readonly commands: boolean;
  complete(text: string, offset: number, signal: AbortSignal): Promise<QueryOffers>;
  hover(text: string, offset: number): Promise<QueryHover | null>;
  mistakes(text: string, signal: AbortSignal): Promise<readonly QueryMistake[]>;
}

/** What stands before a condition of the page's filter. */
export const CONDITION_OF = 'FROM logs-aws_bedrock.invocation-* | WHERE ';

type Asking = Pick<Inspector, 'ask'>;

export function queryService(inspector: Asking): CodeService {
  return {
    commands: true,
    complete: (text, offset, signal) => inspector.ask('completeQuery', { text, offset }, signal),
    hover: (text, offset) => inspector.ask('hoverQuery', { text, offset }),
    mistakes: (text, signal) => inspector.ask('diagnoseQuery', { text }, signal),
  };
}

/** The same for the text behind WHERE. */
export function conditionService(inspector: Asking): CodeService {
  const whole = queryService(inspector);
  const before = CONDITION_OF.length;
  return {
    commands: false,
    async complete(text, offset, signal) {
      const { offers, ...place } = await whole.complete(CONDITION_OF + text, offset + before, signal);
      // A filter is one condition: what would begin another command is no part of it.
      const fitting = offers.filter(({ kind, insert }) => kind !== 'command' && !insert.includes('|'));
      return { ...shifted(place, text), offers: fitting };
    },
    async hover(text, offset) {
      const found = await whole.hover(CONDITION_OF + text, offset + before);
      return found && found.start >= before ? { ...found, ...shifted(found, text) } : null;
    },
    async mistakes(text, signal) {
      if (text.trim() === '') return [];
      const found = await whole.mistakes(CONDITION_OF + text, signal);
      return found.map((mistake) => ({ ...mistake, ...shifted(mistake, text) }));
    },
  };

  function shifted(place: { readonly start: number; readonly end: number }, text: string) {
    const within = (at: number) => Math.max(0, Math.min(text.length, at - before));
    return { start: within(place.start), end: within(place.end) };
  }
}
