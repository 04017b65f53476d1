/** Sends documents to a cluster, as if the integration had collected them. */
import { existsSync } from 'node:fs';
import type { Cluster } from '../elasticsearch/cluster.ts';
import { discoverLink } from '../elasticsearch/discover.ts';
import { serverOf } from '../elasticsearch/examine.ts';
import { installTemplates } from '../elasticsearch/install.ts';
import { Pusher, type Rejected } from '../elasticsearch/push/pusher.ts';
import type { PushReport } from '../elasticsearch/push/report.ts';
import { SURROUNDINGS } from '../elasticsearch/push/surroundings.ts';
import { type Form, Target } from '../elasticsearch/push/target.ts';
import type { StreamState } from '../elasticsearch/streams.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { type ChosenCluster, chosenCluster, openChosen } from './cluster-options.ts';
import { Output } from './output.ts';
import { dryRun } from './push-rehearsal.ts';
import { type DocumentTaker, readDocuments, streamsOf, type WantedDocuments } from './push-sources.ts';
import { RejectedFile } from './rejected-file.ts';
import { chosenSources } from './source-options.ts';
import { sourceFiles } from './sources.ts';
import { ProgressLine, plain, say } from './status.ts';

export async function push(args: Arguments): Promise<number> {
  const chosen = chosenCluster('push', args);
  const wanted: WantedDocuments = {
    form: args.flags.has('raw') ? 'raw' : 'mapped',
    namespace: chosen.namespace,
    again: args.text.get('again'),
  };
  await checkSources(args, wanted);
  const streams = await streamsOf(args, wanted);
  const cluster = await openChosen(chosen);
  try {
    await serverOf(cluster);
    const rehearsal = args.flags.has('dry-run');
    if (args.flags.has('install-templates') && !rehearsal) await install(cluster);
    const target = await Target.of(cluster, streams, wanted.form, SURROUNDINGS.now);
    if (rehearsal) return await dryRun(args, cluster, target, wanted);
    for (const state of target.states.values()) mayWrite(state, wanted.form);
    return await send(args, chosen, cluster, target, wanted);
  } finally {
    await cluster.close();
  }
}

/** Before anything is sent: what is not there need not be looked for on a cluster. */
async function checkSources(args: Arguments, { again }: WantedDocuments): Promise<void> {
  if (again === undefined) {
    const { paths, remote } = chosenSources(args, false);
    await sourceFiles('push', paths, remote.length);
  } else if (args.positionals.length > 0)
    throw new UsageError('--again pushes the documents of its file; leave out the sources.');
  else if (!existsSync(again)) throw new UsageError(`There is no such file: ${again}`);
}

async function install(cluster: Cluster): Promise<void> {
  const { installed, kept } = await installTemplates(cluster);
  for (const name of installed) say(`installed: ${name}`);
  if (kept.length > 0) say(`already installed: ${kept.join(', ')}`);
}

/** Throws a `UsageError` where a write would make something else than a data stream; says what is not as it should be. */
function mayWrite({ stream, owner, template }: StreamState, form: Form): void {
  if (owner === 'none')
    throw new UsageError(
      `No index template makes ${stream} a data stream. Install the integration in Kibana, or add --install-templates.`,
    );
  if (owner === 'general')
    say(
      `warning: fields of ${stream} get the types of the cluster's general template ${template}; --install-templates installs ours`,
    );
  if (form === 'raw' && owner !== 'fleet')
    say(`warning: no pipeline of the integration is known to map the raw events of ${stream}`);
}

async function send(
  args: Arguments,
  { connection }: ChosenCluster,
  cluster: Cluster,
  target: Target,
  wanted: WantedDocuments,
): Promise<number> {
  const quiet = args.flags.has('quiet');
  const rejected = new RejectedFile(args.text.get('rejected') ?? wanted.again ?? freeName());
  const line = new ProgressLine(quiet);
  const progress = ({ bytes, created, alreadyThere }: PushReport): void =>
    line.update(bytes, 0, created + alreadyThere);
  const refused = new Set<number>();
  const receiver = {
    rejected: (one: Rejected): void => {
      if (one.file !== undefined) refused.add(one.file);
      rejected.add(one);
    },
    progress,
  };
  const pusher = new Pusher(cluster, target.treatment, receiver, SURROUNDINGS);
  const times = { oldest: Number.POSITIVE_INFINITY, newest: Number.NEGATIVE_INFINITY };
  const stop = (): void => pusher.stop();
  process.once('SIGINT', stop);
  try {
    const taker: DocumentTaker = {
      take: (stream, id, bytes, start, end, moment = Number.NaN, file) => {
        if (moment < times.oldest) times.oldest = moment;
        if (moment > times.newest) times.newest = moment;
        pusher.add(stream, id, bytes, start, end, file);
      },
      rest: () => pusher.room(),
    };
    const status = await readDocuments(args, wanted, taker);
    let acknowledged = false;
    try {
      await pusher.finish();
      acknowledged = pusher.report.notSent === 0;
    } finally {
      // A message goes only when the cluster has all that it told of.
      await taker.settled?.((file) => acknowledged && !refused.has(file));
    }
    return Math.max(status, pusher.report.rejected > 0 ? 1 : 0);
  } finally {
    process.removeListener('SIGINT', stop);
    line.clear();
    const kept = rejected.finish();
    tell(pusher.report, args.text.get('format') === 'json', quiet);
    if (kept !== undefined) say(`the rejected documents are kept, and pushed again by: push --again ${plain(kept)}`);
    const [stream = ''] = target.states.keys();
    const link =
      times.newest < times.oldest ? undefined : discoverLink(connection, stream, [times.oldest, times.newest]);
    if (link !== undefined && !quiet) say(`in Kibana: ${link}`);
  }
}

function tell(report: PushReport, json: boolean, quiet: boolean): void {
  const output = Output.to(undefined);
  if (json) {
    output.write(Buffer.from(`${JSON.stringify(report)}\n`));
    return;
  }
  const { documents, created, alreadyThere, rejected, notSent, reasons, afterLostAnswer } = report;
  const n = (count: number): string => count.toLocaleString('en');
  const parts = [`${n(created)} created`, `${n(alreadyThere)} already there`, `${n(rejected)} rejected`];
  if (notSent > 0) parts.push(`${n(notSent)} not sent`);
  output.write(Buffer.from(`${n(documents)} documents: ${parts.join(', ')}\n`));
  if (quiet) return;
  if (afterLostAnswer > 0) say(`${n(afterLostAnswer)} of those already there were sent twice: an answer was lost`);
  for (const [reason, count] of reasons) say(`rejected ${n(count)}: ${plain(reason)}`);
}

/** What an earlier push kept is not written over. */
function freeName(): string {
  for (let number = 1; ; number++) {
    const name = `rejected-documents${number === 1 ? '' : `-${number}`}.ndjson`;
    if (!existsSync(name)) return name;
  }
}
