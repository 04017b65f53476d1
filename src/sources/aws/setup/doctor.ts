/**
 * Looks at the whole way from Bedrock to here, and says of each part whether it works and what to do if not: credentials,
 * clock, where logging is on, what is delivered, and each permission, tried.
 */
import type { SetupLine } from '../../../session/protocol/aws.ts';
import { CLOCK, type Clock } from '../clock.ts';
import type { Aws, Identity } from '../connection/connection.ts';
import { clockAhead, remedy, type Trying, tried } from './attempts.ts';
import { type Delivery, discover, type LoggingSetup, type RegionAnswer } from './discovery.ts';
import { failed, ok, warning } from './finding.ts';
import { Parts } from './parts.ts';

/** What is looked at beyond what Bedrock's own configuration names. */
export interface DoctorOptions {
  readonly regions: readonly string[];
  readonly buckets?: readonly Delivery[];
  readonly groups?: readonly string[];
  readonly queues?: readonly string[];
  /** Opens a live tail for a moment, which AWS charges by the minute. */
  readonly tryLiveTail?: boolean;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

const SECOND = 1000;
/** S3 refuses what is a quarter of an hour off, other services five minutes. */
const WARN_AHEAD_MS = 60 * SECOND;
const FAIL_AHEAD_MS = 240 * SECOND;

/** Line by line, as each is found. Ends after the first if there are no credentials. Throws the signal's reason. */
export async function* checkSetup(aws: Aws, options: DoctorOptions): AsyncGenerator<SetupLine> {
  const { clock = CLOCK, regions, signal } = options;
  const who = await tried(() => aws.whoAmI(signal));
  if ('error' in who) {
    yield failed('credentials', who.error.message, remedy(who.error));
    return;
  }
  yield ok('credentials', `${who.value.arn} in account ${who.value.account}`);
  yield await clockLine({ aws, region: who.value.region, signal }, clock);
  const answers = await discover(aws, regions, signal);
  yield* loggingLines(answers);
  const parts = new Parts(aws, who.value, clock, signal);
  for (const { setup } of answers) if (setup) yield* parts.setup(setup, options.tryLiveTail === true);
  for (const bucket of options.buckets ?? []) yield* parts.bucket(bucket, who.value.region, undefined);
  for (const group of options.groups ?? []) yield* parts.group(group, who.value.region, options.tryLiveTail === true);
  for (const queue of options.queues ?? []) yield await parts.queue(queue, who.value.region);
  for (const region of metricRegions(answers, who.value)) yield* parts.metrics(region);
}

function metricRegions(answers: readonly RegionAnswer[], { region }: Identity): readonly string[] {
  const logging = answers.filter(({ setup }) => setup).map((answer) => answer.region);
  return logging.length > 0 ? logging : [region];
}

async function clockLine(trying: Trying, clock: Clock): Promise<SetupLine> {
  const ahead = await tried(() => clockAhead(trying, () => clock.now()));
  if ('error' in ahead) return failed('clock', ahead.error.message, remedy(ahead.error));
  if (ahead.value === undefined)
    return { state: 'not tried', subject: 'clock', text: 'the service does not tell its time' };
  const away = Math.abs(ahead.value);
  const side = ahead.value > 0 ? 'ahead of' : 'behind';
  const text = `${Math.round(away / SECOND)} s ${side} AWS`;
  if (away > FAIL_AHEAD_MS)
    return failed('clock', text, 'set the clock of this machine: AWS refuses calls that are 5 minutes off');
  if (away > WARN_AHEAD_MS) return warning('clock', text, 'set the clock of this machine before AWS refuses its calls');
  return ok('clock', away < 2 * SECOND ? 'as AWS has it' : text);
}

function* loggingLines(answers: readonly RegionAnswer[]): Generator<SetupLine> {
  const off: string[] = [];
  const refused = new Map<string, { line: SetupLine; regions: string[] }>();
  for (const { error, region, setup } of answers) {
    if (setup) yield ok(`logging in ${region}`, whereTo(setup));
    else if (!error) off.push(region);
    else {
      // A region that the account has not opted in to is nobody's fault.
      const key = `${error.kind} ${error.action}`;
      const known = refused.get(key);
      if (known) known.regions.push(region);
      else refused.set(key, { line: failed('', error.message, remedy(error)), regions: [region] });
    }
  }
  const on = answers.some(({ setup }) => setup);
  if (off.length > 0 && on) yield ok('other regions', `logging is off in ${listed(off)}`);
  if (off.length > 0 && !on)
    yield warning(
      'logging',
      `off in ${listed(off)}`,
      'turn on model invocation logging in the Bedrock settings of the regions where models are called',
    );
  for (const { line, regions } of refused.values()) yield { ...line, subject: `logging in ${listed(regions)}` };
}

function whereTo({ kinds, logGroup, s3 }: LoggingSetup): string {
  const places = [s3 && `s3://${s3.bucket}/${s3.prefix}`, logGroup && `log group ${logGroup}`].filter(Boolean);
  return `on, to ${places.join(' and ')}; ${kinds.length === 0 ? 'no kind of data' : kinds.join(', ')}`;
}

function listed(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
