import type { Tape } from '../../json/tape.ts';
import { isArray, isEmpty, isObject, jsonOf } from './reading.ts';
import { BEDROCK_MEMBERS, type OutputShape } from './shape.ts';

const VECTORS = ['embedding', 'embeddings', 'embeddingsByType'];

/** Embeddings of Titan, Nova and Cohere: the vectors stay JSON. */
export const embedding: OutputShape = {
  name: 'embedding',
  is: (tape, node) => VECTORS.some((name) => tape.get(node, name) >= 0),
  read(answer, node) {
    const tape = answer.tape;
    for (const name of VECTORS) {
      const vectors = tape.get(node, name);
      if (!isEmpty(tape, vectors)) answer.choice().block({ kind: 'other', type: name, json: jsonOf(tape, vectors) });
    }
    answer.details(node, [...VECTORS, ...BEDROCK_MEMBERS]);
  },
};

/** Rerank of Amazon and Cohere: which document fits how well. */
export const rerank: OutputShape = {
  name: 'rerank',
  is(tape: Tape, node: number) {
    const results = tape.get(node, 'results');
    const first = tape.first(results);
    return (
      isArray(tape, results) &&
      isObject(tape, first) &&
      (tape.get(first, 'relevance_score') >= 0 || tape.get(first, 'relevanceScore') >= 0)
    );
  },
  read(answer, node) {
    const tape = answer.tape;
    answer.choice().block({ kind: 'other', type: 'ranking', json: jsonOf(tape, tape.get(node, 'results')) });
    answer.details(node, ['results', ...BEDROCK_MEMBERS]);
  },
};
