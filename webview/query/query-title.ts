/** UTF-16 units of a query's title. */
const TITLE = 120;

/** The remark that a query begins with, else what it counts, else what it does with what it reads. */
export function titleOf(text: string): string {
  const remark = /^\s*\/\/[ \t]*(\S[^\r\n]*)/.exec(text)?.[1];
  const flat = text.replace(/\s+/g, ' ').trim();
  const pipe = Math.max(flat.indexOf('| '), flat.search(/\| stats (?!.*\| stats )/i));
  return (remark ?? (pipe > 0 && /^from\b/i.test(flat) ? flat.slice(pipe + 2) : flat)).slice(0, TITLE);
}
