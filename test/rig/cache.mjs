// Where tests and measurements keep what they fetch or make once: below the user's cache folder, outside of the tree.
import { homedir } from 'node:os';
import { join } from 'node:path';

export function cacheFolder(name) {
  const system = join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  return join(process.env.XDG_CACHE_HOME || system, 'bedrock-log-inspector', name);
}
