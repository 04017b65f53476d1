import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BUILTIN_FILES } from '../../../src/detections/builtin.ts';

test('every rule that comes with the inspector is in the documentation, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/detections.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (?:low|medium|high|critical) \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(Object.keys(BUILTIN_FILES).sort());
});
