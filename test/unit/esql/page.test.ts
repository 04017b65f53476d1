import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { esqlPage } from '../../rig/esql-page.ts';

test('docs/esql.md is what the code says: `npm run docs` writes it', () => {
  expect(readFileSync(new URL('../../../docs/esql.md', import.meta.url), 'utf8')).toBe(esqlPage());
});
