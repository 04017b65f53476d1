/** A query on a cluster, alone or beside the same query on the records here. */
import { type AnswerDifference, compareAnswers } from '../elasticsearch/compare-answers.ts';
import {
  closeAfterQueries,
  isRemoteQueryError,
  queryCluster,
  type RemoteAnswer,
  type RemoteCell,
} from '../elasticsearch/esql.ts';
import type { Parameters } from '../esql/analysis/context.ts';
import { prepare, problemText, run } from '../esql/query.ts';
import type { Shown } from '../esql/result.ts';
import { STREAM_CATALOG } from '../session/query-catalog.ts';
import { RecordSource } from '../session/query-source.ts';
import { type Arguments, UsageError } from './arguments.ts';
import { chosenCluster, openChosen } from './cluster-options.ts';
import { interruption } from './interruption.ts';
import { loadSources } from './loaded.ts';
import { Output } from './output.ts';
import { type Format, type Written, writeResult } from './query-output.ts';
import { plain, say } from './status.ts';

/** Gives the exit status; with sources, 1 where the two answers differ. */
export async function remoteQuery(args: Arguments, text: string, parameters: Parameters): Promise<number> {
  if (args.text.has('now')) throw new UsageError('NOW() is the clock of the cluster there: leave out --now.');
  const chosen = chosenCluster('query', args);
  const cluster = await openChosen(chosen);
  const interrupted = interruption();
  try {
    const params = parameters.values.map(({ name, value }) => ({
      ...(name !== undefined && { name }),
      value: value as RemoteCell,
    }));
    const query = { text, params, ...(args.text.has('namespace') && { namespace: chosen.namespace }) };
    const answer = await queryCluster(cluster, query, { signal: interrupted.signal });
    if (args.positionals.length > 0) return await beside(args, text, parameters, answer);
    const output = Output.to(undefined);
    const format = (args.text.get('format') ?? 'table') as Format;
    writeResult(written(answer), format, process.stdout.columns, (piece) => output.write(Buffer.from(piece)));
    if (format !== 'json') tellWarnings(args, answer);
    return answer.partial ? 1 : 0;
  } catch (error) {
    if (!isRemoteQueryError(error)) throw error;
    process.stderr.write(`${plain(error.message)}\n`);
    return 2;
  } finally {
    interrupted.end();
    await closeAfterQueries(cluster);
  }
}

async function beside(args: Arguments, text: string, parameters: Parameters, there: RemoteAnswer): Promise<number> {
  const quiet = args.flags.has('quiet');
  const prepared = prepare(text, STREAM_CATALOG, parameters);
  if ('problems' in prepared) {
    process.stderr.write(`here: ${problemText(text, prepared.problems)}\n`);
    return 2;
  }
  const loaded = await loadSources('query', args);
  try {
    const result = await run(prepared.plan, new RecordSource(loaded.records), { now: Date.now() });
    const here = { columns: result.columns, rows: [...result.rows()] };
    const differences = compareAnswers(here, { columns: there.columns, rows: [...written(there).rows()] });
    const output = Output.to(undefined);
    const json = args.text.get('format') === 'json';
    output.write(
      Buffer.from(
        json ? `${JSON.stringify({ rows: here.rows.length, differences })}\n` : told(here.rows.length, differences),
      ),
    );
    return Math.max(differences.length > 0 ? 1 : 0, loaded.conclude(quiet));
  } finally {
    await loaded.close();
  }
}

function told(rows: number, differences: readonly AnswerDifference[]): string {
  if (differences.length === 0) return `the same ${rows.toLocaleString('en')} rows here and there\n`;
  return differences.map(({ what, here, there }) => `${what}: here ${plain(here)}, there ${plain(there)}\n`).join('');
}

function tellWarnings(args: Arguments, { warnings }: RemoteAnswer): void {
  if (!args.flags.has('quiet')) for (const warning of warnings) say(`warning: ${plain(warning)}`);
}

/** Columns as rows. */
function written({ columns, values, rows, warnings }: RemoteAnswer): Written {
  return {
    columns,
    rowCount: rows,
    warnings,
    *rows(from = 0, to = rows): Generator<readonly Shown[]> {
      for (let row = from; row < Math.min(to, rows); row++) yield values.map((column) => column[row] ?? null);
    },
  };
}
