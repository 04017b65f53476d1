/** What the page asks about clusters: one connection, whose documents are the invented records. */

import type { ClusterRequests, MappingDifference, MappingReport } from '../../../src/session/protocol/clusters.ts';
import { editorGuards } from '../../../src/session/protocol/guards.ts';
import type { PageEvent, PageRequests } from '../../../src/session/protocol/protocol.ts';
import { type Handlers, RequestError } from '../../../src/session/protocol/rpc.ts';
import { timeOf } from './invented.ts';
import { HOSTILE } from './texts.ts';

export type ClusterAnswers = Pick<PageRequests, 'chooseTarget' | keyof ClusterRequests>;

export interface ClusterSetting {
  readonly total: number;
  readonly hostile: boolean;
  readonly broken: readonly string[];
  /** Tells the page something unasked. */
  readonly tell: (event: PageEvent) => void;
}

/** Documents behind every finding, and behind a rule's second one, of which the cluster has still more. */
const BEHIND = 60;
const MANY = 2_000;

export function clusterHandlers({ total, hostile, broken, tell }: ClusterSetting): Handlers<ClusterAnswers> {
  let compared = false;
  const check = (name: string): void => {
    if (broken.includes(name)) throw new RequestError('failed', 'Elasticsearch does not permit that: read is missing');
  };
  const done = () => null;
  return {
    // One press leads there, the next one back.
    chooseTarget: {
      accepts: editorGuards.chooseTarget,
      run: ({ current }) => (current === undefined ? 'prod' : null),
    },
    checksOn: { accepts: editorGuards.checksOn, run: () => null },
    findingRecords: {
      accepts: editorGuards.findingRecords,
      run: ({ rule, finding, most }) => {
        check('findingRecords');
        // The answer of this rule does not tell its documents.
        if (rule === 'keys') return { records: [], total: 0, more: false };
        const all = finding === 1 ? MANY : BEHIND;
        const records = Array.from({ length: Math.min(most, all) }, (_, i) => total - 1 - i * 2);
        return { records, total: all, more: all === MANY, query: 'FROM logs-* METADATA _id, _index\n| LIMIT 10000' };
      },
    },
    compareQuery: {
      accepts: editorGuards.compareQuery,
      run: ({ text }) => {
        check('compareQuery');
        const differences = text.includes('SORT')
          ? []
          : [{ what: 'row 2, user.id', here: 'ann', there: hostile ? HOSTILE : 'bob' }];
        return {
          here: { rows: 12, took: 3 },
          there: { rows: 12, took: 41 },
          differences,
          range: [timeOf(0, total), timeOf(total - 1, total)],
          warnings: [],
        };
      },
    },
    push: { accepts: editorGuards.push, run: done },
    dryRun: { accepts: editorGuards.dryRun, run: done },
    compareMapping: {
      accepts: editorGuards.compareMapping,
      run: () => {
        compared = true;
        setTimeout(() => tell({ event: 'mapping' }));
        return null;
      },
    },
    mapping: {
      accepts: editorGuards.mapping,
      run: () => {
        check('mapping');
        return compared ? reportOf(total, hostile) : null;
      },
    },
    mappingJson: { accepts: editorGuards.mappingJson, run: done },
    mappingPair: { accepts: editorGuards.mappingPair, run: done },
  };
}

function reportOf(total: number, hostile: boolean): MappingReport {
  const odd = hostile ? HOSTILE : '"aws"';
  const difference = (
    field: string,
    kind: MappingDifference['difference'],
    cause: MappingDifference['cause'],
    records: number,
  ): MappingDifference => ({
    field,
    difference: kind,
    cause,
    records,
    example: {
      record: total - records,
      here: kind === 'only-there' ? '' : odd,
      there: kind === 'only-here' ? '' : odd,
    },
    ...(cause === 'divergence' && { divergence: 'key-order' }),
  });
  return {
    target: 'prod',
    pipeline: 'logs-aws_bedrock.invocation-1.9.0',
    version: '1.9.0',
    followed: '1.8.0',
    records: 5_000,
    of: total,
    equal: 4_210,
    equalFields: [
      ['@timestamp', 5_000],
      ['gen_ai.request.id', 4_998],
    ],
    differences: [
      difference(hostile ? HOSTILE : 'gen_ai.system', 'other-value', 'unknown', 5_000),
      difference('gen_ai.usage.cached_tokens', 'only-there', 'version', 311),
      difference('aws_bedrock.invocation.messages.content.text', 'other-value', 'divergence', 12),
      difference('bedrock_logs.model.name', 'only-here', 'extended', 4_990),
      difference('agent.id', 'only-there', 'around', 5_000),
    ],
    failures: [[hostile ? HOSTILE : 'cannot access method on a null reference', 2]],
  };
}
