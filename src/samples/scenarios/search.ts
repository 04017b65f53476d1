/** Search over the catalogue: each question is embedded, and the hits are put in order. */
import { cohereEmbedding, rerank, titanEmbedding } from '../bodies/vectors.ts';
import { CALLERS, COHERE_EMBEDDING, PRODUCTION, RERANK, TITAN_EMBEDDING } from '../company.ts';
import { type Bodies, tokensOf } from '../exchange.ts';
import type { Random } from '../random.ts';
import type { Call } from '../record.ts';
import type { Plan } from '../scenario.ts';
import { ARTICLES, SEARCHES } from '../texts/documents.ts';
import { shoppingTime } from './times.ts';

const DIMENSIONS = 256;

/** `indexing`: the share of calls that embed articles with another model. */
export function search(random: Random, indexing = 0.1): Plan[] {
  const at = shoppingTime(random);
  const question = random.pick(SEARCHES);
  if (random.chance(indexing)) {
    const texts = [random.pick(ARTICLES), random.pick(ARTICLES)];
    return [plan(at, COHERE_EMBEDDING, tokensOf(texts.join(' ')), (own) => cohereEmbedding(texts, 96, own))];
  }
  const tokens = tokensOf(question);
  const documents = ARTICLES.filter(() => random.chance(0.6));
  return [
    plan(at, TITAN_EMBEDDING, tokens, (own) => titanEmbedding(question, tokens, DIMENSIONS, own)),
    // Rerank counts no tokens at all.
    plan(at + random.int(150, 400), RERANK, -1, (own) =>
      rerank(question, documents.length > 1 ? documents : ARTICLES, own),
    ),
  ];
}

function plan(at: number, modelId: string, tokens: number, bodies: (random: Random) => Bodies): Plan {
  return {
    at,
    site: PRODUCTION,
    call: (random): Call => ({
      at,
      site: PRODUCTION,
      caller: CALLERS.search,
      modelId,
      operation: 'InvokeModel',
      bodies: bodies(random),
      meters: { inputTokens: tokens, outputTokens: 0, cacheRead: 0, cacheWrite: 0, latency: 0, firstByte: 0 },
    }),
  };
}
