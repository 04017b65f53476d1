/** Says how a cluster's own pipeline maps records otherwise than this does. */

import { EventWriter } from '../ecs/event.ts';
import type { Cluster } from '../elasticsearch/cluster.ts';
import type { MappingComparison } from '../elasticsearch/mapping/comparison.ts';
import { type ComparedRecord, compareMapping, integrationPipeline } from '../elasticsearch/mapping/simulate.ts';
import { comparisonText } from '../elasticsearch/mapping/text.ts';
import { ByteWriter } from '../json/writer.ts';
import { type Arguments, wholeNumber } from './arguments.ts';
import { chosenCluster, openChosen } from './cluster-options.ts';
import { fileOrigin, originOf } from './origins.ts';
import { Output } from './output.ts';
import { sourceFiles } from './sources.ts';
import { ProgressLine, plain } from './status.ts';
import { transformOptions } from './transform.ts';
import { FileTransformer } from './transform-file.ts';

const INVOCATIONS = 'logs-aws_bedrock.invocation';
const USUAL_RECORDS = 1_000;

/** Exit status 1 where something differs without a known cause. */
export async function compare(args: Arguments): Promise<number> {
  const most = wholeNumber(args, 'records', 1, USUAL_RECORDS);
  const chosen = chosenCluster('compare', args);
  await sourceFiles('compare', args.positionals);
  const cluster = await openChosen(chosen);
  const line = new ProgressLine(args.flags.has('quiet'));
  try {
    const stream = `${INVOCATIONS}-${chosen.namespace}`;
    const pipeline = args.text.get('pipeline') ?? (await integrationPipeline(cluster, stream));
    const comparison = await run(args, cluster, pipeline, stream, most, line);
    line.clear();
    const text =
      args.text.get('format') === 'json' ? `${JSON.stringify(comparison)}\n` : comparisonText(comparison, plain);
    Output.to(undefined).write(Buffer.from(text));
    return comparison.differences.some(({ cause }) => cause === 'unknown') ? 1 : 0;
  } finally {
    line.clear();
    await cluster.close();
  }
}

async function run(
  args: Arguments,
  cluster: Cluster,
  pipeline: string,
  stream: string,
  most: number,
  line: ProgressLine,
): Promise<MappingComparison> {
  const progress = (records: number): void => line.update(0, 0, records);
  return compareMapping(cluster, pipeline, stream, comparedRecords(args, stream, most), { progress });
}

async function* comparedRecords(args: Arguments, stream: string, most: number): AsyncGenerator<ComparedRecord> {
  const options = {
    ...transformOptions(args),
    namespace: stream.slice(INVOCATIONS.length + 1),
    format: 'ndjson' as const,
  };
  const raw = new EventWriter(options);
  const event = new ByteWriter();
  const transformer = new FileTransformer(options, () => undefined);
  let given = 0;
  for (const file of (await sourceFiles('compare', args.positionals)).files) {
    if (given >= most) return;
    const records: ComparedRecord[] = [];
    const origin = fileOrigin(file);
    transformer.onDocument = (slice, document, start, moment) => {
      if (given >= most) return;
      given++;
      event.length = 0;
      raw.write(slice.bytes, slice.start, slice.end, moment, originOf(slice, origin), event);
      records.push({
        document: textOf(document.bytes, start, document.length),
        event: textOf(event.bytes, 0, event.length),
      });
    };
    await transformer.run([file]);
    yield* records;
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
