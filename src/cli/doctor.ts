/** Looks at the way from Bedrock to here, line by line. */

import type { SetupLine } from '../session/protocol/aws.ts';
import { readLogsAddress } from '../sources/aws/logs/address.ts';
import { statusOf } from '../sources/aws/setup/finding.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { connectionOf } from './aws-options.ts';
import { Output } from './output.ts';
import { plain, say } from './status.ts';

const MARKS: Readonly<Record<SetupLine['state'], string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
  'not tried': 'not tried',
};

/** 0: nothing is left to do; 1: something is; 2: there are no credentials to look with. */
export async function doctor(args: Arguments): Promise<number> {
  const connection = connectionOf(args, true);
  const sources = sourcesOf(args.positionals);
  const { Aws, BEDROCK_REGIONS, checkSetup } = await import('../sources/aws/entry.ts');
  const aws = new Aws(connection);
  const output = Output.to(undefined);
  const json = args.text.get('format') === 'json';
  const lines: SetupLine[] = [];
  try {
    const regions =
      args.flags.has('all-regions') || connection.region === undefined ? BEDROCK_REGIONS : [connection.region];
    for await (const line of checkSetup(aws, { ...sources, regions, tryLiveTail: args.flags.has('live-tail') })) {
      lines.push(line);
      if (!json) output.write(Buffer.from(lineText(line)));
    }
  } finally {
    aws.close();
  }
  if (json) output.write(Buffer.from(`${JSON.stringify({ lines }, null, 2)}\n`));
  if (!args.flags.has('quiet')) say(summary(lines));
  return statusOf(lines);
}

function lineText({ state, subject, text, todo }: SetupLine): string {
  const line = `${MARKS[state].padEnd(10)}${plain(subject)}: ${plain(text)}\n`;
  return todo === undefined ? line : `${line}${' '.repeat(10)}-> ${plain(todo)}\n`;
}

function summary(lines: readonly SetupLine[]): string {
  const count = (state: SetupLine['state']): number => lines.filter((line) => line.state === state).length;
  return `${count('ok')} ok, ${count('warning')} warnings, ${count('failed')} failed, ${count('not tried')} not tried`;
}

/** What is looked at beside what Bedrock's own configuration names. */
function sourcesOf(sources: readonly string[]) {
  const buckets: { bucket: string; prefix: string }[] = [];
  const groups: string[] = [];
  const queues: string[] = [];
  for (const source of sources) {
    const object = /^s3:\/\/([^/]+)\/?(.*)$/i.exec(source);
    const group = readLogsAddress(source);
    if (object) buckets.push({ bucket: object[1] ?? '', prefix: object[2] ?? '' });
    else if (typeof group === 'object') groups.push(group.name);
    else if (/^sqs:/i.test(source)) queues.push(source.slice(4));
    else throw new UsageError(group ?? `doctor looks at s3://, logs: and sqs: sources; not: ${source}`);
  }
  return { buckets, groups, queues };
}
