/** Which value each line of indented JSON holds. */

/**
 * The path of every line: `input.inputTokenCount`, with `[]` for an element of a list; of a line that only closes
 * something, and of the outermost braces, ''. The text is as the worker indents it: one member or element a line, two
 * spaces a level.
 */
export function pathsOfLines(lines: readonly string[]): string[] {
  const open: { readonly path: string; readonly list: boolean }[] = [];
  return lines.map((line) => {
    const text = line.trimStart();
    if (/^[}\]]/.test(text)) {
      open.pop();
      return '';
    }
    const inside = open.at(-1);
    const key = inside?.list ? undefined : KEY.exec(text)?.[0];
    const path = inside === undefined ? '' : inside.list ? `${inside.path}[]` : below(inside.path, key);
    const last = text.at(-1);
    if (last === '{' || last === '[') open.push({ path, list: last === '[' });
    return path;
  });
}

const KEY = /^"(?:[^"\\]|\\.)*"(?=:)/;

function below(path: string, key: string | undefined): string {
  if (key === undefined) return '';
  const name = key.includes('\\') ? unescaped(key) : key.slice(1, -1);
  return path === '' ? name : `${path}.${name}`;
}

function unescaped(key: string): string {
  try {
    return String(JSON.parse(key));
  } catch {
    return key.slice(1, -1);
  }
}
