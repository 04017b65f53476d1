/** Sources that have to be fetched, for commands in a terminal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile } from '../ecs/model.ts';
import type { PriceTable } from '../overview/prices.ts';
import { amountText, requestCost } from '../overview/request-prices.ts';
import type { RemoteSource, S3Source } from '../session/protocol/protocol.ts';
import { openRemote } from '../session/remote.ts';
import type { RemoteReading, RemoteStep } from '../sources/remote.ts';
import type { Arguments } from './arguments.ts';
import { Output } from './output.ts';
import { pricesIn } from './price-file.ts';
import { plain, say } from './status.ts';

/** Where objects are kept for the next time: private, and bounded by whoever writes there. */
function userCache(): string {
  const { env, platform } = process;
  const base =
    platform === 'win32'
      ? env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local')
      : env.XDG_CACHE_HOME ||
        (platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache'));
  return join(base, 'bedrock-log-inspector', 'fetched');
}

/** Where what is fetched goes, and what is to be done with it in the end. */
export function fetchFolder(args: Arguments): { readonly cache: string; close(): void } {
  if (!args.flags.has('no-cache')) return { cache: userCache(), close: () => undefined };
  const cache = mkdtempSync(join(tmpdir(), 'bedrock-logs-'));
  return { cache, close: () => rmSync(cache, { recursive: true, force: true }) };
}

export interface RemoteReader {
  /** Whether the records of the file were read, so that its message may go. Files are numbered as they come, from 0. */
  file(step: Extract<RemoteStep, { step: 'file' }>, number: number): Promise<boolean>;
  other(step: Exclude<RemoteStep, { step: 'file' }>): void | Promise<void>;
}

/**
 * Reads sources one after the other, and says what was asked of AWS. The sources stay open until `close`, which settles
 * them: what a message told of in a file that is not loaded stays in its queue.
 */
export async function readRemote(
  sources: readonly RemoteSource[],
  args: Arguments,
  reader: RemoteReader,
  profile?: Profile,
): Promise<{ close(loaded: (file: number) => boolean): Promise<void> }> {
  const { cache, close } = fetchFolder(args);
  const known = new Set<string>();
  const readings: RemoteReading[] = [];
  const settling = new Map<number, (loaded: boolean) => void>();
  let files = 0;
  const finish = async (loaded: (file: number) => boolean): Promise<void> => {
    for (const [file, settle] of settling) settle(loaded(file));
    for (const reading of readings) await reading.close?.();
    close();
  };
  try {
    for (const source of sources) {
      const reading = await openRemote(source, { cache, known, ...(profile && { profile }) });
      readings.push(reading);
      for await (const step of reading) {
        if (step.step !== 'file') await reader.other(step);
        else {
          const { settle } = step;
          const file = files++;
          const read = await reader.file(step, file);
          if (settle && read) settling.set(file, settle);
          else settle?.(false);
        }
      }
      if (!args.flags.has('quiet')) sayRequests(reading);
    }
  } catch (error) {
    await finish(() => false).catch(() => undefined);
    throw error;
  }
  return { close: finish };
}

export function sayRequests({ requests }: RemoteReading): void {
  const parts = [...requests].map(([name, count]) => `${count.toLocaleString('en')} ${name}`);
  if (parts.length > 0) say(`requests: ${plain(parts.join(', '))}`);
}

/** Says what reading would take, and where there are prices cost, instead of reading: exit status 0. */
export async function estimate(sources: readonly RemoteSource[], args: Arguments): Promise<number> {
  const prices = pricesIn(args);
  const { estimateSource } = await import('../sources/aws/entry.ts');
  const output = Output.to(undefined);
  for (const source of sources.filter((one): one is S3Source => one.kind === 's3')) {
    const { bytes, objects, requests, skipped } = await estimateSource(source);
    const n = (count: number): string => count.toLocaleString('en');
    const asked = Object.entries(requests).map(([name, count]) => `${n(count)} ${name}`);
    const line = `s3://${source.bucket}/${source.prefix}: ${n(objects)} objects, ${n(bytes)} bytes (and ${n(skipped)} side objects, which are not read); requests: ${asked.join(', ')}${prices ? costText(prices, requests) : ''}`;
    output.write(Buffer.from(`${plain(line)}\n`));
  }
  return 0;
}

/** What has no price is named: an amount without it would seem to be all. */
function costText(prices: PriceTable, requests: Readonly<Record<string, number>>): string {
  const cost = requestCost(prices, requests);
  if (!cost) return '; the table of prices has none for these requests';
  const without = cost.unpriced.length > 0 ? `, without a price: ${cost.unpriced.join(', ')}` : '';
  return `; ${amountText(cost)}${cost.example ? ' by the prices of an example' : ''}${without}`;
}
