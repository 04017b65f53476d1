/** What a source in AWS is called there, and where the console shows it. Pure. */
import type { RemoteSource, SourceRef } from '../../session/protocol/sources.ts';

/** Undefined for what has no ARN. Parts that are not known are stars, as policies write them. */
export function resourceArn(source: SourceRef | undefined): string | undefined {
  switch (source?.kind) {
    case 's3': {
      if (source.bucket.startsWith('arn:')) return source.bucket;
      return `arn:aws:s3:::${source.bucket}${source.prefix === '' ? '' : `/${source.prefix}`}`;
    }
    case 'sqs': {
      const [, region = '*', account = '*', name = ''] = QUEUE.exec(source.url) ?? [];
      return name === '' ? undefined : `arn:aws:sqs:${region}:${account}:${name}`;
    }
    case 'logs':
      if (source.group.startsWith('arn:')) return source.group;
      return `arn:aws:logs:${source.aws.region ?? '*'}:*:log-group:${source.group}`;
    default:
      return undefined;
  }
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** Of a source that comes from a file nobody knows what stands in it; it becomes part of a host name. */
function regionOf(source: RemoteSource): string {
  const named =
    source.kind === 'logs' ? /^arn:[^:]*:logs:([^:]+):/.exec(source.group)?.[1] : QUEUE.exec(keyOf(source))?.[1];
  const region = named ?? source.aws.region ?? '';
  return REGION.test(region) ? region : 'us-east-1';
}

function keyOf(source: RemoteSource): string {
  return source.kind === 'sqs' ? source.url : '';
}

const QUEUE = /^https?:\/\/sqs\.([\w-]+)\.[^/]+\/(\d+)\/([^/]+)$/;

/** Undefined for what is not in AWS. */
export function consoleLink(source: SourceRef | undefined): string | undefined {
  if (!source || !('aws' in source)) return undefined;
  const region = regionOf(source);
  const home = `https://${region}.console.aws.amazon.com`;
  switch (source.kind) {
    case 's3': {
      if (source.bucket.startsWith('arn:'))
        return `${home}/s3/ap/${encodeURIComponent(source.bucket)}?region=${region}`;
      const query = new URLSearchParams({ region, prefix: source.prefix });
      return `${home}/s3/buckets/${encodeURIComponent(source.bucket)}?${query}`;
    }
    case 'sqs':
      return `${home}/sqs/v3/home?region=${region}#/queues/${encodeURIComponent(source.url)}`;
    case 'logs': {
      const name = source.group.slice(source.group.lastIndexOf(':') + 1);
      // The console writes its own escapes with a dollar for the percent sign, twice encoded.
      if (source.group.endsWith('*'))
        return `${home}/cloudwatch/home?region=${region}#logsV2:log-groups${query(name.slice(0, -1))}`;
      return `${home}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${escaped(name)}`;
    }
    case 'metrics':
      return `${home}/cloudwatch/home?region=${region}#metricsV2?graph=~()&query=~'*7bAWS*2fBedrock*7d`;
  }
}

function query(filter: string): string {
  return `$3FlogGroupNameFilter$3D${escaped(filter)}`;
}

function escaped(text: string): string {
  return encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
}
