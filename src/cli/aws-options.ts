/** The options of commands that may read from AWS. */
import { parseDate } from '../esql/values/date.ts';
import type { AwsConnection } from '../session/protocol/sources.ts';
import { type Arguments, type OptionTable, UsageError } from './arguments.ts';

/** Where AWS is and as whom it is asked. `transform` knows `--profile` for documents, so it has `--aws-profile` alone. */
export const CONNECTION_OPTIONS: OptionTable = {
  region: { type: 'string', value: 'REGION', help: "AWS region; the profile's or the environment's if absent" },
  'aws-profile': { type: 'string', value: 'NAME', help: 'profile of the AWS configuration files' },
  endpoint: { type: 'string', value: 'URL', help: "another address than AWS's own" },
  'path-style': { type: 'boolean', help: 'buckets in the path of an address, as other stores than AWS want it' },
  fips: { type: 'boolean', help: "AWS's FIPS endpoints" },
  'dual-stack': { type: 'boolean', help: 'endpoints with IPv6' },
  proxy: { type: 'string', value: 'URL', help: 'proxy; that of HTTPS_PROXY if absent' },
  'role-arn': { type: 'string', value: 'ARN', help: 'role to take on' },
  'external-id': { type: 'string', value: 'ID', help: 'external id of that role' },
};

export const PROFILE_OPTION: OptionTable = {
  profile: { type: 'string', value: 'NAME', help: 'the same as --aws-profile' },
};

export const RANGE_OPTIONS: OptionTable = {
  since: { type: 'string', value: 'TIME', help: 'from when on: a time, or an age such as 36h, 7d, 15m' },
  until: { type: 'string', value: 'TIME', help: 'before when; now if absent' },
};

/** Of commands whose `--profile` means something else. */
export const SOURCE_OPTIONS: OptionTable = {
  ...CONNECTION_OPTIONS,
  ...RANGE_OPTIONS,
  'written-since': {
    type: 'string',
    value: 'TIME',
    help: 'only objects that S3 got since then: a time, or an age such as 36h',
  },
  estimate: { type: 'boolean', help: 'say how many objects, bytes and requests it would take, and read nothing' },
  prices: { type: 'string', value: 'FILE', help: 'JSON table of prices, for what the requests of --estimate cost' },
  consume: { type: 'boolean', help: 'delete the messages of sqs: sources once what they tell of is read' },
  bodies: { type: 'boolean', help: 'fetch the bodies that are in S3 as well (not in transform and push)' },
  'no-cache': { type: 'boolean', help: 'keep nothing of what is fetched from S3 for the next time' },
};

export const SOURCE_AND_PROFILE_OPTIONS: OptionTable = { ...SOURCE_OPTIONS, ...PROFILE_OPTION };

export const GAPS_OPTIONS: OptionTable = {
  ...SOURCE_AND_PROFILE_OPTIONS,
  format: { type: 'string', choices: ['table', 'json'], help: 'how the hours are written (table)' },
};

export const DOCTOR_OPTIONS: OptionTable = {
  ...CONNECTION_OPTIONS,
  ...PROFILE_OPTION,
  'all-regions': { type: 'boolean', help: 'ask every region that has Bedrock, also where --region names one' },
  'live-tail': { type: 'boolean', help: 'open a live tail for a moment too, which AWS charges by the minute' },
  format: { type: 'string', choices: ['table', 'json'], help: 'how the lines are written (table)' },
};

/** `profileOption`: whether `--profile` means AWS's. Throws a `UsageError`. */
export function connectionOf(args: Arguments, profileOption: boolean): AwsConnection {
  const { text } = args;
  const region = text.get('region');
  const profile = text.get('aws-profile') ?? (profileOption ? text.get('profile') : undefined);
  const endpoint = text.get('endpoint');
  const arn = text.get('role-arn');
  const externalId = text.get('external-id');
  if (endpoint !== undefined && !/^https?:\/\/[^/\s]+/.test(endpoint))
    throw new UsageError(`--endpoint is an address such as http://localhost:4566; not: ${endpoint}`);
  if (externalId !== undefined && arn === undefined) throw new UsageError('--external-id needs --role-arn.');
  const proxy = text.get('proxy');
  if (proxy !== undefined && !/^https?:\/\/[^/\s]+/.test(proxy))
    throw new UsageError(`--proxy is an address such as http://proxy.example:8080; not: ${proxy}`);
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(args.flags.has('path-style') && { pathStyle: true }),
    ...(args.flags.has('fips') && { fips: true }),
    ...(args.flags.has('dual-stack') && { dualStack: true }),
    ...(proxy !== undefined && { proxy }),
    ...(arn !== undefined && { role: { arn, ...(externalId !== undefined && { externalId }) } }),
  };
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Epoch ms: from, before. Undefined where neither is said. Throws a `UsageError`. */
export function rangeOf(args: Arguments, now: number): readonly [from: number, to: number] | undefined {
  const since = timeOf(args, 'since', now);
  const until = timeOf(args, 'until', now);
  if (since === undefined && until === undefined) return undefined;
  const range = [since ?? 0, until ?? now] as const;
  if (range[0] >= range[1]) throw new UsageError('--since is to be before --until, and not in the future.');
  return range;
}

/** Epoch ms; undefined where it is not said. Throws a `UsageError`. */
export function timeOf(args: Arguments, name: 'since' | 'until' | 'written-since', now: number): number | undefined {
  const value = args.text.get(name);
  if (value === undefined) return undefined;
  const age = /^(\d{1,6})([mhdw])$/.exec(value);
  const time = age ? now - Number(age[1]) * (UNITS[age[2] ?? ''] ?? 0) : parseDate(value);
  if (time !== undefined) return time;
  throw new UsageError(`--${name} is a time such as 2026-01-31T12:00:00Z, or an age such as 36h; not: ${value}`);
}
