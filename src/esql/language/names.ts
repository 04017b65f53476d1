/** Names of columns as they are written in a query. */

/** Words that a bare name cannot begin with. */
const RESERVED: ReadonlySet<string> = new Set(
  'AND OR IN IS LIKE RLIKE BY ASC DESC NULLS NOT AS TRUE FALSE NULL METADATA WHERE'.split(' '),
);

const PART = /^(?:[A-Za-z][A-Za-z0-9_]*|[_@][A-Za-z0-9_]+)$/;

/** The name, in backticks where it would else be read as something else. */
export function quotedWhereNeeded(name: string): string {
  const parts = name.split('.');
  const plain = parts.every((part) => PART.test(part)) && !parts.some((part) => RESERVED.has(part.toUpperCase()));
  return plain ? name : `\`${name.replaceAll('`', '``')}\``;
}
