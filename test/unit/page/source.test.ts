// What the page's source must not hold, and what it must: rules that no compiler knows.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = new URL('../../../webview/', import.meta.url).pathname;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => ({
  name,
  path: join(root, name),
}));
const sources = (ending: string) =>
  files
    .filter(({ name }) => name.endsWith(ending))
    .map(({ name, path }) => [name, readFileSync(path, 'utf8')] as const);

const scripts = sources('.ts');
const sheets = sources('.css');

test('there is something to look at', () => {
  expect(scripts.length).toBeGreaterThan(20);
  expect(sheets.length).toBeGreaterThan(3);
});

describe('text never becomes markup or code', () => {
  const forbidden =
    /innerHTML|outerHTML|insertAdjacentHTML|unsafeHTML|unsafeSVG|unsafeCSS|document\.write|DOMParser|createContextualFragment|setHTMLUnsafe|\beval\(|new Function|srcdoc/;
  test.each(scripts)('%s', (_, source) => {
    expect(source.match(forbidden)?.[0]).toBeUndefined();
  });
});

describe('no style attribute in markup: the policy forbids them', () => {
  test.each(scripts)('%s', (_, source) => {
    expect(source.match(/(?<![.\w])style=/)?.[0]).toBeUndefined();
    expect(source.includes('styleMap')).toBe(false);
  });
});

describe('colours come from the theme', () => {
  test.each(sheets)('%s', (_, sheet) => {
    expect(
      sheet.match(/#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|:\s*(?:white|black|red|blue|gray|grey)\b/i)?.[0],
    ).toBeUndefined();
  });
});

describe('every text goes through the table under its own English sentence', () => {
  test.each(scripts.filter(([name]) => name !== 'texts.ts'))('%s', (_, source) => {
    const calls = [...source.matchAll(/(?<![\w.])t\(\s*([^)\s])/g)].map((match) => match[1]);
    expect(calls.filter((first) => first !== "'")).toEqual([]);
  });
});
