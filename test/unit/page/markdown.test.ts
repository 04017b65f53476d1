import { describe, expect, test } from 'vitest';
import { markdownOf, type Node } from '../../../webview/reading/markdown.ts';
import { type Inline, inlinesOf, safeUrl } from '../../../webview/reading/markdown-inline.ts';

/** An inline as signs: `*em*`, `**strong**`, `~struck~`, `` `code` ``, `[words|url]`. */
const inline = (one: Inline): string => {
  if (one.kind === 'text') return one.text;
  if (one.kind === 'code') return `\`${one.text}\``;
  const inner = inlines(one.inlines);
  if (one.kind === 'link') return `[${inner}|${one.url}]`;
  return { strong: `**${inner}**`, emphasis: `*${inner}*`, struck: `~${inner}~` }[one.kind];
};
const inlines = (all: readonly Inline[]): string => all.map(inline).join('');

const node = (one: Node): string => {
  switch (one.kind) {
    case 'paragraph':
      return `p(${inlines(one.inlines)})`;
    case 'heading':
      return `h${one.level}(${inlines(one.inlines)})`;
    case 'code':
      return `code ${one.language}(${one.text})`;
    case 'quote':
      return `quote(${nodes(one.nodes)})`;
    case 'list':
      return `${one.start === undefined ? 'ul' : `ol${one.start}`}(${one.entries.map(nodes).join(' | ')})`;
    case 'table':
      return `table ${one.align.join()}(${[one.head, ...one.rows].map((row) => row.map(inlines).join(' ; ')).join(' | ')})`;
    default:
      return one.kind;
  }
};
const nodes = (all: readonly Node[]): string => all.map(node).join(' ');
const drawn = (text: string): string => nodes(markdownOf(text));

describe('within a line', () => {
  test.each([
    ['plain', 'plain'],
    ['a *b* c', 'a *b* c'],
    ['a **b** c', 'a **b** c'],
    ['**a *b* c**', '**a *b* c**'],
    ['a _b_ c', 'a *b* c'],
    ['~~a~~', '~a~'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    ['a * b * c', 'a * b * c'],
    ['**open', '**open'],
    ['`a` and ``b ` c``', '`a` and `b ` c`'],
    ['`*not*`', '`*not*`'],
    ['``` open `', '``` open `'],
    ['\\*not\\* \\`', '*not* `'],
    ['a\\z', 'a\\z'],
    ['[words](https://a.example/x)', '[words|https://a.example/x]'],
    ['[*w*](https://a.example/x "title")', '[*w*|https://a.example/x]'],
    ['[](https://a.example/)', '[https://a.example/|https://a.example/]'],
    ['see https://a.example/x, and', 'see [https://a.example/x|https://a.example/x], and'],
    ['<https://a.example/>', '<[https://a.example/|https://a.example/]>'],
    ['[wiki](https://a.example/b_(c))', '[wiki|https://a.example/b_(c)]'],
    ['![alt](https://a.example/x.png)', '![alt|https://a.example/x.png]'],
    ['[https://good.example](https://bad.example/)', '[*https://good.example*|https://bad.example/]'],
    ['<b>bold</b> &amp; <!-- -->', '<b>bold</b> &amp; <!-- -->'],
  ])('%j', (text, expected) => {
    expect(inlines(inlinesOf(text))).toBe(expected);
  });
});

describe('addresses that are not opened', () => {
  test.each([
    'http://a.example/',
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'command:workbench.action.quit',
    'vscode://x/y',
    'file:///etc/passwd',
    '//a.example/',
    'https://user@a.example/',
    'https://bank.example:x@a.example/',
    'https://a.exa\u202emple/',
    'https://a.example/\u200b',
    'https://',
    ' https://a.example/',
    'https://a.example/ b',
  ])('%j', (url) => {
    expect(safeUrl(url)).toBeUndefined();
    const links = inlinesOf(`[words](${url})`).flatMap((one) => (one.kind === 'link' ? one.url : []));
    expect(links.filter((link) => !link.startsWith('https://a.example/'))).toEqual([]);
  });

  test('names that look like others are spelled as they are', () => {
    expect(safeUrl('https://аpple.example/')?.host).toBe('xn--pple-43d.example');
  });
});

describe('blocks', () => {
  test.each([
    ['', ''],
    ['one\ntwo\n\nthree', 'p(one\ntwo) p(three)'],
    ['# a\n## b ##\n####### c', 'h1(a) h2(b) p(####### c)'],
    ['a\n# b', 'p(a) h1(b)'],
    ['---\n***\n- - -', 'rule rule rule'],
    ['```js\na\n\n*b*\n```\nc', 'code js(a\n\n*b*) p(c)'],
    ['~~~\n```\n~~~', 'code (```)'],
    ['```\nopen', 'code (open)'],
    ['> a\n> b\n\nc', 'quote(p(a\nb)) p(c)'],
    ['> - a\n> - b', 'quote(ul(p(a) | p(b)))'],
    ['- a\n- b', 'ul(p(a) | p(b))'],
    ['3. a\n4. b', 'ol3(p(a) | p(b))'],
    ['- a\n  more\n- b', 'ul(p(a\nmore) | p(b))'],
    ['- a\n  - b\n    - c\n- d', 'ul(p(a) ul(p(b) ul(p(c))) | p(d))'],
    ['- a\n\n  b\n- c', 'ul(p(a) p(b) | p(c))'],
    ['1. a\n\n   ```\n   x\n   ```\n2. b', 'ol1(p(a) code (x) | p(b))'],
    ['- a\n\nb', 'ul(p(a)) p(b)'],
    ['-a', 'p(-a)'],
    ['| a | b |\n| --- | --: |\n| 1 | 2 |\n| 3 |\n\nc', 'table ,right(a ; b | 1 ; 2 | 3 ; ) p(c)'],
    ['a | b\n:-: | :--\n`x\\|y` | z', 'table center,left(a ; b | `x|y` ; z)'],
    ['a | b\nno table', 'p(a | b\nno table)'],
    ['<div>\n<script>alert(1)</script>', 'p(<div>\n<script>alert(1)</script>)'],
    ['a\r\nb\rc', 'p(a\nb\nc)'],
  ])('%j', (text, expected) => {
    expect(drawn(text)).toBe(expected);
  });

  test('deep nesting ends in text', () => {
    expect(drawn(`${'> '.repeat(40)}a`)).toMatch(/^(?:quote\(){6}p\(> /);
    expect(drawn(`${'- '.repeat(40)}a`)).toMatch(/^(?:ul\(){6}p\(- /);
  });
});

/** A text that makes a careless reader look again and again. Each is as long as texts that are laid out may be. */
describe('no text takes long', () => {
  const LENGTH = 200_000;
  test.each([
    '*a ',
    '**a ',
    '_a _',
    '`',
    '` `` ',
    '[',
    '[a](',
    '](',
    '\\',
    '> ',
    '- ',
    '# ',
    '|',
    '| - ',
    '```\n',
    ' ',
    '\n',
    'https://',
    'h',
    '1. a\n   ',
    'a | b\n--- | ---\n',
  ])('%j again and again', (piece) => {
    const text = piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);
    const began = performance.now();
    markdownOf(text);
    markdownOf(`- ${text}x`);
    // A reader that looks again takes minutes; the bound is wide for slow machines.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
