/** Calls that answer with numbers instead of text: embeddings and rerank. None of them counts output tokens. */
import type { Bodies } from '../exchange.ts';
import type { Random } from '../random.ts';

const numbers = (input: Bodies['input'], output: Bodies['output']): Bodies => ({
  operation: 'InvokeModel',
  input,
  output,
  counters: { cache: false, output: false },
});

/** A unit vector; every number has the long spelling of a 32-bit float, as the log has it. */
function vector(random: Random, dimensions: number): number[] {
  const scale = 1 / Math.sqrt(dimensions);
  const list: number[] = [];
  for (let i = 0; i < dimensions; i++) list.push(Math.fround(random.gauss() * scale));
  return list;
}

export function titanEmbedding(inputText: string, tokens: number, dimensions: number, random: Random): Bodies {
  return numbers(
    { inputText, dimensions, normalize: true },
    { embedding: vector(random, dimensions), inputTextTokenCount: tokens },
  );
}

export function cohereEmbedding(texts: readonly string[], dimensions: number, random: Random): Bodies {
  return numbers(
    { texts, input_type: 'search_document', truncate: 'END' },
    {
      id: random.uuid(),
      response_type: 'embeddings_floats',
      texts,
      embeddings: texts.map(() => vector(random, dimensions)),
    },
  );
}

export function rerank(query: string, documents: readonly string[], random: Random): Bodies {
  const scores = documents.map((_, index) => ({ index, relevance_score: Math.round(random.next() ** 2 * 1e6) / 1e6 }));
  scores.sort((a, b) => b.relevance_score - a.relevance_score);
  return numbers(
    { query, documents, top_n: Math.min(5, documents.length), api_version: 2 },
    { results: scores.slice(0, 5) },
  );
}
