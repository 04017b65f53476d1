/** Pushes records of a page: asks which and where to, shows how far it is, and says what came of it. */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { METRICS } from '../../ecs/metrics.ts';
import type { Cluster } from '../../elasticsearch/cluster.ts';
import type { Connection } from '../../elasticsearch/connection.ts';
import { discoverLink } from '../../elasticsearch/discover.ts';
import { installTemplates } from '../../elasticsearch/install.ts';
import { Pusher, type Rejected } from '../../elasticsearch/push/pusher.ts';
import { rejectedLine } from '../../elasticsearch/push/rejected.ts';
import type { PushReport } from '../../elasticsearch/push/report.ts';
import { SURROUNDINGS } from '../../elasticsearch/push/surroundings.ts';
import { Target } from '../../elasticsearch/push/target.ts';
import type { StreamState } from '../../elasticsearch/streams.ts';
import type { ExportScope, RecordId } from '../../session/protocol/protocol.ts';
import { attempt, isAborted, signalOf } from '../../views/asking.ts';
import type { InspectorPage } from '../../views/inspector-page.ts';
import type { LoadedLogs } from '../../views/loaded-logs.ts';
import type { Services } from '../../views/services.ts';
import { chooseConnection, chooseRecords, withCluster } from './choose.ts';
import { metricDocuments, parceled } from './parcels.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation';
const METRIC_STREAMS = Object.values(METRICS).map(({ dataset }) => `metrics-${dataset}`);

/** Of a page: asks for what is not given. */
export async function pushOfPage(services: Services, page: InspectorPage, given?: ExportScope): Promise<void> {
  const scope = await chooseRecords(page, vscode.l10n.t('Push to Elasticsearch'), given, true);
  const connection = scope && (await chooseConnection(services.connections));
  if (connection) await pushRecords(services, page.logs, connection, scope);
}

/** What became of records. */
export interface Pushed {
  /** All are on the cluster but those that it refused. */
  readonly taken: boolean;
  readonly refused: readonly RecordId[];
}

/** Asks whether templates may be installed, pushes, and says what came of it. `acknowledge`: told that before the user is. */
export async function pushRecords(
  services: Services,
  logs: LoadedLogs,
  connection: Connection,
  scope: ExportScope,
  acknowledge?: (pushed: Pushed) => Promise<unknown>,
): Promise<void> {
  await withCluster(services.connections, connection, async (cluster) => {
    const { namespace = 'default' } = connection;
    const { counts, documents = 0 } = logs.state;
    // Metrics are no records: they go with all there is.
    const metrics = scope.kind === 'all' ? documents : 0;
    const names = [...(counts.read > 0 ? [INVOCATIONS] : []), ...(metrics > 0 ? METRIC_STREAMS : [])];
    const streams = names.map((name) => `${name}-${namespace}`);
    const look = () => Target.of(cluster, streams, 'mapped', SURROUNDINGS.now);
    const target = await look();
    const states = [...target.states.values()];
    // The most that is missing is asked about: one answer installs all templates.
    const missing = states.find(({ owner }) => owner === 'none') ?? states.find(({ owner }) => owner === 'general');
    if (missing && !(await mayWrite(cluster, missing))) return;
    await send(services, logs, connection, cluster, missing ? await look() : target, {
      streams,
      scope,
      metrics,
      acknowledge,
    });
  });
}

interface Order {
  /** The first is what the link to Kibana shows. */
  readonly streams: readonly string[];
  readonly scope: ExportScope;
  /** Documents of metrics that go along. */
  readonly metrics: number;
  readonly acknowledge: ((pushed: Pushed) => Promise<unknown>) | undefined;
}

/** Templates are installed only by a yes. False where nothing may be written. */
async function mayWrite(cluster: Cluster, { owner, stream }: StreamState): Promise<boolean> {
  if (owner !== 'none' && owner !== 'general') return true;
  const install = vscode.l10n.t('Install Templates');
  const go = vscode.l10n.t('Push Without');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The integration is not installed on the cluster. Install index templates with its field types for {0}?',
      stream,
    ),
    { modal: true, detail: vscode.l10n.t('Without them the cluster guesses the types of the fields.') },
    install,
    // Without any template the documents would make an index that is no data stream.
    ...(owner === 'general' ? [go] : []),
  );
  if (answer === install) await installTemplates(cluster);
  return answer !== undefined;
}

async function send(
  services: Services,
  logs: LoadedLogs,
  connection: Connection,
  cluster: Cluster,
  target: Target,
  { streams, scope, metrics, acknowledge }: Order,
): Promise<void> {
  const [stream = ''] = streams;
  const { namespace = 'default' } = connection;
  const { counts } = logs.state;
  const kept = new KeptFile(services.storage);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Pushing to {0}', connection.name),
    cancellable: true,
  };
  let range: readonly [number, number] | undefined;
  let total = metrics;
  let complete = false;
  const refused: RecordId[] = [];
  const sent = await vscode.window.withProgress(options, async (progress, token) => {
    let shown = 0;
    const receiver = {
      rejected: (rejected: Rejected) => {
        if (rejected.file !== undefined) refused.push(rejected.file);
        kept.add(rejected);
      },
      progress: ({ created, alreadyThere, rejected }: PushReport) => {
        const done = created + alreadyThere + rejected;
        const percent = total > 0 ? (100 * done) / total : 0;
        progress.report({ message: vscode.l10n.t('{0} of {1}', n(done), n(total)), increment: percent - shown });
        shown = percent;
      },
    };
    const pusher = new Pusher(cluster, target.treatment, receiver, SURROUNDINGS);
    token.onCancellationRequested(() => pusher.stop());
    try {
      const signal = signalOf(token);
      if (counts.read > 0)
        for await (const one of parceled(logs, { scope, form: 'mapped', namespace }, signal)) {
          total = one.total + metrics;
          range = widened(range, one.range);
          pusher.add(stream, one.name, one.bytes, one.start, one.end, one.id);
          await pusher.room();
        }
      if (metrics > 0)
        for await (const one of metricDocuments(logs, namespace, signal)) {
          pusher.add(one.stream, one.id, one.bytes, 0, one.bytes.length);
          await pusher.room();
        }
      const report = await pusher.finish();
      complete = !signal.aborted;
      return report;
    } catch (error) {
      if (token.isCancellationRequested || isAborted(error)) return pusher.report;
      await kept.finish().catch(() => undefined);
      throw error;
    }
  });
  // What was given up before it was handed over was not sent either.
  const left = Math.max(0, total - sent.documents);
  const report = { ...sent, documents: sent.documents + left, notSent: sent.notSent + left };
  const link = range && discoverLink(connection, stream, range);
  let rejected: vscode.Uri | undefined;
  try {
    rejected = await kept.finish();
    await acknowledge?.({ taken: complete && report.notSent === 0, refused });
  } finally {
    tell(services, report, rejected, link);
  }
}

function widened(
  a: readonly [number, number] | undefined,
  b: readonly [number, number] | undefined,
): readonly [number, number] | undefined {
  return a && b ? [Math.min(a[0], b[0]), Math.max(a[1], b[1])] : (a ?? b);
}

function tell({ log }: Services, report: PushReport, rejected: vscode.Uri | undefined, link: string | undefined): void {
  const said = reportText(report);
  const kibana = vscode.l10n.t('Open in Kibana');
  const copy = vscode.l10n.t('Copy');
  const look = vscode.l10n.t('Show Rejected');
  const buttons = [...(link === undefined ? [] : [kibana]), copy, ...(rejected ? [look] : [])];
  const show =
    report.rejected + report.notSent > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void attempt(log, async () => {
    const answer = await show(said, ...buttons);
    if (answer === kibana && link !== undefined) await vscode.env.openExternal(vscode.Uri.parse(link, true));
    if (answer === copy) await vscode.env.clipboard.writeText(link === undefined ? said : `${said}\n${link}`);
    if (answer === look && rejected) await vscode.window.showTextDocument(rejected);
  });
}

function reportText({ documents, created, alreadyThere, rejected, notSent, reasons }: PushReport): string {
  const said = [
    vscode.l10n.t(
      '{0} documents: {1} created, {2} already there, {3} rejected.',
      n(documents),
      n(created),
      n(alreadyThere),
      n(rejected),
    ),
  ];
  if (notSent > 0) said.push(vscode.l10n.t('{0} were not sent; pushing again adds them.', n(notSent)));
  const [first] = reasons;
  if (first) said.push(vscode.l10n.t('Rejected most often: {0}', first[0]));
  return said.join(' ');
}

const n = (count: number): string => count.toLocaleString('en');

/** Rejected documents hold prompts: they go to the extension's own folder, for this user alone, and are shown when asked for. */
class KeptFile {
  private readonly uri: vscode.Uri;
  private readonly folder: vscode.Uri;
  private file: Promise<FileHandle> | undefined;
  private written: Promise<unknown> = Promise.resolve();

  constructor(storage: vscode.Uri) {
    this.folder = vscode.Uri.joinPath(storage, 'rejected');
    this.uri = vscode.Uri.joinPath(this.folder, `rejected-${new Date().toISOString().replaceAll(':', '')}.ndjson`);
  }

  add(rejected: Rejected): void {
    const line = rejectedLine(rejected);
    this.file ??= mkdir(this.folder.fsPath, { recursive: true }).then(() => open(this.uri.fsPath, 'w', 0o600));
    const { file } = this;
    this.written = this.written.then(async () => (await file).appendFile(line));
    // Told by `finish`.
    this.written.catch(() => undefined);
  }

  /** Undefined where nothing was rejected. Throws where it could not be kept. */
  async finish(): Promise<vscode.Uri | undefined> {
    if (!this.file) return undefined;
    try {
      await this.written;
    } finally {
      await (await this.file).close();
    }
    return this.uri;
  }
}
