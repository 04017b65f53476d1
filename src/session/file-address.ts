import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Of an object its address; of a file below `root` its path from there, which is the form that code hosts take; else its address. */
export function fileAddress(path: string, root: string): string {
  if (path.startsWith('s3://')) return encodeURI(path);
  const from = relative(root, path);
  if (from.startsWith('..') || from === '' || /^[a-z]:/i.test(from)) return pathToFileURL(path).href;
  return from.split(/[\\/]/).map(encodeURIComponent).join('/');
}
