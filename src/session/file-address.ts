import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Of a file below `root` its path from there, which is the form that code hosts take; else its address. */
export function fileAddress(path: string, root: string): string {
  const from = relative(root, path);
  if (from.startsWith('..') || from === '' || /^[a-z]:/i.test(from)) return pathToFileURL(path).href;
  return from.split(/[\\/]/).map(encodeURIComponent).join('/');
}
