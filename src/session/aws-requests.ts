/** Answers what is asked of AWS beside reading records. */
import type { AwsRequests } from './protocol/aws.ts';
import { type Handlers, isObject } from './protocol/rpc.ts';
import { isAwsConnection, isRemoteSource } from './protocol/source-guards.ts';
import { nodeSignal } from './signal.ts';

type Params<K extends keyof AwsRequests> = AwsRequests[K]['params'];

/** Groups that are offered. */
const MOST_OFFERED = 500;

export const awsHandlers: Handlers<AwsRequests> = {
  whoAmI: {
    accepts: (value): value is Params<'whoAmI'> => hasConnection(value),
    run: async ({ aws }, { signal }) => (await connected(aws)).whoAmI(nodeSignal(signal)),
  },
  discover: {
    accepts: (value): value is Params<'discover'> => hasConnection(value) && isTexts(value.regions),
    run: async ({ aws, regions }, { signal }) => {
      const { BEDROCK_REGIONS, discover } = await import('../sources/aws/entry.ts');
      const asked = regions.length > 0 ? regions : BEDROCK_REGIONS;
      const answers = await discover(await connected(aws), asked, nodeSignal(signal));
      return {
        found: answers.flatMap(({ region, setup }) =>
          setup
            ? [{ region, ...(setup.s3 && { s3: setup.s3 }), ...(setup.logGroup && { logGroup: setup.logGroup }) }]
            : [],
        ),
        problems: [...new Set(answers.flatMap(({ error }) => (error ? [error.message] : [])))],
      };
    },
  },
  browse: {
    accepts: (value): value is Params<'browse'> =>
      hasConnection(value) &&
      [value.bucket, value.prefix].every((each) => typeof each === 'string') &&
      (value.token === undefined || typeof value.token === 'string'),
    run: async ({ aws, ...place }, { signal }) => {
      const { listPage } = await import('../sources/aws/entry.ts');
      return listPage(await connected(aws), { ...place, delimiter: '/' }, nodeSignal(signal));
    },
  },
  estimate: {
    accepts: (value): value is Params<'estimate'> =>
      isObject(value) && isRemoteSource(value.source) && value.source.kind === 's3',
    run: async ({ source }, { progress, signal }) => {
      const { estimateSource } = await import('../sources/aws/entry.ts');
      return estimateSource(source, nodeSignal(signal), progress);
    },
  },
  queue: {
    accepts: (value): value is Params<'queue'> => hasConnection(value) && typeof value.url === 'string',
    run: async ({ aws, url }, { signal }) => {
      const { queueState } = await import('../sources/aws/entry.ts');
      return queueState(await connected(aws), url, nodeSignal(signal));
    },
  },
  groups: {
    accepts: (value): value is Params<'groups'> =>
      hasConnection(value) &&
      typeof value.prefix === 'string' &&
      (value.linked === undefined || typeof value.linked === 'boolean'),
    run: async ({ aws, prefix, linked = false }, { signal }) => {
      const { groupsBelow } = await import('../sources/aws/entry.ts');
      const options = { most: MOST_OFFERED, linked, signal: nodeSignal(signal) };
      const found = await groupsBelow(await connected(aws), prefix, options);
      return found.map(({ arn, name }) => (linked ? (arn ?? name) : name));
    },
  },
  streams: {
    accepts: (value): value is Params<'streams'> =>
      hasConnection(value) &&
      typeof value.group === 'string' &&
      [value.prefix, value.token].every((each) => each === undefined || typeof each === 'string'),
    run: async ({ aws, group, prefix, token }, { signal }) => {
      const { listStreams } = await import('../sources/aws/entry.ts');
      return listStreams(aws, group, { prefix, token, signal: nodeSignal(signal) });
    },
  },
  checkSetup: {
    accepts: (value): value is Params<'checkSetup'> =>
      hasConnection(value) &&
      [value.regions, value.groups, value.queues].every(isTexts) &&
      Array.isArray(value.buckets) &&
      value.buckets.every(
        (each) => isObject(each) && typeof each.bucket === 'string' && typeof each.prefix === 'string',
      ),
    run: async ({ aws, regions, ...named }, { progress, signal }) => {
      const { BEDROCK_REGIONS, checkSetup } = await import('../sources/aws/entry.ts');
      const options = { ...named, regions: regions.length > 0 ? regions : BEDROCK_REGIONS, signal: nodeSignal(signal) };
      const lines = [];
      for await (const line of checkSetup(await connected(aws), options)) {
        lines.push(line);
        progress(line);
      }
      return lines;
    },
  },
};

async function connected(aws: Params<'whoAmI'>['aws']) {
  const { connectionFor } = await import('../sources/aws/entry.ts');
  return connectionFor(aws);
}

function hasConnection(value: unknown): value is Readonly<Record<string, unknown>> & Params<'whoAmI'> {
  return isObject(value) && isAwsConnection(value.aws);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
