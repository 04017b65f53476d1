/** Lists what may be logs below a folder; side objects that Bedrock writes beside them are none. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFile, LogPlace } from './log-groups.ts';

const LOG_NAME = /\.(gz|jsonl|ndjson|json|log)$/i;

export async function listLogFiles(
  path: string,
  most: number,
  signal: AbortSignal,
): Promise<{ files: LogFile[]; more: boolean }> {
  const root = await stat(path);
  if (!root.isDirectory()) return { files: [{ path, size: root.size, place: {} }], more: false };
  const files: LogFile[] = [];
  const folders = [path];
  for (let folder = folders.pop(); folder !== undefined && !signal.aborted; folder = folders.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const inside = join(folder, entry.name);
      if (entry.isDirectory()) folders.push(inside);
      if (!entry.isFile() || !LOG_NAME.test(entry.name) || /[\\/]data$/.test(folder)) continue;
      if (files.length === most) return { files, more: true };
      files.push({ path: inside, size: (await stat(inside)).size, place: placeOf(inside) });
    }
  }
  return { files, more: false };
}

function placeOf(path: string): LogPlace {
  const parts =
    /AWSLogs[\\/](\d{12})[\\/]BedrockModelInvocationLogs[\\/]([a-z0-9-]+)[\\/](\d{4})[\\/](\d\d)[\\/](\d\d)[\\/](\d\d)[\\/]/.exec(
      path,
    );
  if (!parts) return {};
  const [, account = '', region = '', year, month, day, hour = ''] = parts;
  return { account, region, day: `${year}-${month}-${day}`, hour };
}
