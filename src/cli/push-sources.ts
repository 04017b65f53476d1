/** Documents of sources, or of a file of rejected ones, for whoever sends or counts them. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { EventWriter } from '../ecs/event.ts';
import { METRICS, type MetricDocument } from '../ecs/metrics.ts';
import { dataStreamOf, metricIdentity } from '../elasticsearch/push/identity.ts';
import { type Kept, readKept } from '../elasticsearch/push/rejected.ts';
import type { Form } from '../elasticsearch/push/target.ts';
import { ByteWriter } from '../json/writer.ts';
import { recordIdentity } from '../records/identity.ts';
import { type Problem, Tally } from '../records/report.ts';
import { SeenRequests } from '../session/seen-requests.ts';
import type { LogFile } from '../sources/files.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { fileOrigin, originOf } from './origins.ts';
import { type RemoteReader, readRemote } from './remote.ts';
import { chosenSources } from './source-options.ts';
import { countListing, countStep, sayPassedOver, sourceFiles } from './sources.ts';
import { conclude } from './status.ts';
import { transformOptions } from './transform.ts';
import { FileTransformer } from './transform-file.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation';
const METRIC_STREAMS = Object.values(METRICS).map(({ dataset }) => `metrics-${dataset}`);
/** Problems that are kept; what is listed is chosen from them. */
const KEPT_PROBLEMS = 200;

export interface DocumentTaker {
  /**
   * A document is `bytes[start, end)`, which hold good during the call only; `moment` is its time in ms, if known, and
   * `file` the number of the fetched file that it is of.
   */
  take(
    stream: string,
    id: string | undefined,
    bytes: Uint8Array,
    start: number,
    end: number,
    moment?: number,
    file?: number,
  ): void;
  /** Awaited now and then. */
  rest(): Promise<void>;
  /** Set where sources wait to hear which files were taken whole: to be called once that is known. */
  settled?: (taken: (file: number) => boolean) => Promise<void>;
}

export interface WantedDocuments {
  readonly form: Form;
  readonly namespace: string;
  /** A file of rejected documents, instead of sources. */
  readonly again: string | undefined;
}

/** The data streams that the documents belong to. Throws a `UsageError` for a file that is none of rejected documents. */
export async function streamsOf(args: Arguments, { again, namespace }: WantedDocuments): Promise<readonly string[]> {
  if (again === undefined) {
    const { paths, remote } = chosenSources(args, false);
    const metrics = remote.filter(({ kind }) => kind === 'metrics').length;
    const names = paths.length + remote.length > metrics ? [INVOCATIONS] : [];
    return (metrics > 0 ? [...names, ...METRIC_STREAMS] : names).map((name) => `${name}-${namespace}`);
  }
  const streams = new Set<string>();
  for await (const { stream } of keptIn(again)) streams.add(stream);
  return [...streams];
}

/** Gives every document to `taker` and the exit status: 1 if something could not be read. */
export async function readDocuments(args: Arguments, wanted: WantedDocuments, taker: DocumentTaker): Promise<number> {
  return wanted.again === undefined ? readSources(args, wanted, taker) : readAgain(wanted.again, taker);
}

async function readSources(
  args: Arguments,
  { form, namespace }: WantedDocuments,
  taker: DocumentTaker,
): Promise<number> {
  const { paths, remote } = chosenSources(args, false);
  const listing = await sourceFiles('push', paths, remote.length);
  const options = { ...transformOptions(args), namespace, format: 'ndjson' as const };
  const stream = `${INVOCATIONS}-${namespace}`;
  const raw = new EventWriter(options);
  const event = new ByteWriter();
  const tally = new Tally();
  const problems: Problem[] = [];
  let problemsTotal = 0;
  countListing(listing, tally);
  for (const { path, message } of listing.problems) {
    problems.push({ severity: 'error', file: path, line: 0, offset: 0, reason: message });
    problemsTotal++;
  }
  const transformer = new FileTransformer(options, () => undefined);
  transformer.rest = () => taker.rest();
  const read = async (file: LogFile, number?: number): Promise<boolean> => {
    const origin = fileOrigin(file);
    transformer.onDocument = (slice, document, start, moment) => {
      const id = recordIdentity(slice.bytes, slice.start, slice.end);
      if (form === 'mapped') {
        taker.take(stream, id, document.bytes, start, document.length, moment, number);
        return;
      }
      event.length = 0;
      raw.write(slice.bytes, slice.start, slice.end, moment, originOf(slice, origin), event);
      taker.take(stream, id, event.bytes, 0, event.length, moment, number);
    };
    const outcome = await transformer.run([file]);
    tally.add(outcome.counts as Tally);
    problemsTotal += outcome.problemsTotal;
    if (problems.length < KEPT_PROBLEMS) problems.push(...outcome.problems);
    return outcome.counts.errors === 0 || outcome.counts.read > 0;
  };
  for (const file of listing.files) await read(file);
  if (remote.length > 0) {
    transformer.requests = new SeenRequests();
    const reader: RemoteReader = {
      file: ({ file }, number) => read(file, number),
      other: async (step) => {
        if (step.step === 'documents') await takeMetrics(step.documents, namespace, taker);
        const problem = countStep(step, tally);
        if (!problem) return;
        problemsTotal++;
        if (problems.length < KEPT_PROBLEMS) problems.push(problem);
      },
    };
    const open = await readRemote(remote, args, reader, options.profile);
    taker.settled = (taken) => open.close(taken);
  }
  const quiet = args.flags.has('quiet');
  if (!quiet) sayPassedOver(listing);
  return conclude(tally, problems, problemsTotal, quiet);
}

async function takeMetrics(
  documents: readonly MetricDocument[],
  namespace: string,
  taker: DocumentTaker,
): Promise<void> {
  for (const one of documents) {
    const document = { ...one, data_stream: { ...(one.data_stream as MetricDocument), namespace } };
    const stream = dataStreamOf(document);
    if (stream === undefined) continue;
    const bytes = Buffer.from(JSON.stringify(document));
    taker.take(stream, metricIdentity(document), bytes, 0, bytes.length, Date.parse(String(one['@timestamp'])));
    await taker.rest();
  }
}

async function readAgain(file: string, taker: DocumentTaker): Promise<number> {
  for await (const { stream, id, document } of keptIn(file)) {
    const bytes = Buffer.from(document);
    taker.take(stream, id, bytes, 0, bytes.length);
    await taker.rest();
  }
  return 0;
}

async function* keptIn(file: string): AsyncGenerator<Kept> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line === '') continue;
    const kept = readKept(line);
    if (!kept) throw new UsageError(`This line is no rejected document: ${file}:${number}`);
    yield kept;
  }
}
