/** What a log or a page may say is no address and no file name until it was checked. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { InspectorPage } from '../../../src/views/inspector-page.ts';
import type { Services } from '../../../src/views/services.ts';

const opened: string[] = [];

vi.mock('vscode', () => {
  const parse = (text: string) => ({ scheme: /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '', text });
  return {
    Uri: { parse },
    l10n: { t: (text: string) => text },
    env: { openExternal: async ({ text }: { text: string }) => opened.push(text) },
  };
});

const { pageActions } = await import('../../../src/commands/page-actions.ts');
const { documentName } = await import('../../../src/views/virtual-documents.ts');
const { parseSources } = await import('../../../src/views/source-refs.ts');

describe('a link of the page', () => {
  beforeEach(() => opened.splice(0));
  const actions = pageActions({} as Services);
  const follow = (url: string) => actions.openLink({} as InspectorPage, { url });

  test('opens if it is https', async () => {
    await follow('https://docs.aws.amazon.com/bedrock/');
    expect(opened).toEqual(['https://docs.aws.amazon.com/bedrock/']);
  });

  test.each([
    'http://example.com/',
    'javascript:alert(1)',
    'command:workbench.action.terminal.new',
    'file:///etc/passwd',
    'vscode://extension/run',
    'data:text/html,<script>1</script>',
    '',
  ])('%s does not', async (url) => {
    await expect(follow(url)).rejects.toThrow(/https/);
    expect(opened).toEqual([]);
  });
});

describe('the name of a virtual document', () => {
  test.each([
    ['4be1f00d-0000-4000-8000-000000000001', 'record 4be1f00d-0000-4000-8000-000000000001.json'],
    ['../../etc/passwd', 'record ______etc_passwd.json'],
    ['a\u202egpj.exe', 'record a_gpj_exe.json'],
    ['<b>\n\0', 'record _b___.json'],
    ['x'.repeat(500), `record ${'x'.repeat(64)}.json`],
  ])('of %j is harmless', (requestId, name) => {
    expect(documentName(requestId, 'raw')).toBe(name);
  });

  test('tells the record from its document', () => {
    expect(documentName('a', 'document')).toBe('record a ecs.json');
  });
});

describe("a page's word for its sources", () => {
  const file = { kind: 'file', path: '/logs/a.jsonl' };
  test.each([
    ['files and folders', JSON.stringify([file, { kind: 'folder', path: '/logs' }]), 2],
    ['nothing', undefined, 0],
    ['no JSON', '{', 0],
    ['no list', JSON.stringify(file), 0],
    ['a source of another kind', JSON.stringify([{ kind: 'command', path: 'rm' }]), 0],
    ['one wrong among right ones', JSON.stringify([file, { kind: 'file' }]), 0],
    ['an empty path', JSON.stringify([{ kind: 'file', path: '' }]), 0],
    ['more sources than anybody opens', JSON.stringify(Array.from({ length: 10_001 }, () => file)), 0],
  ])('that is %s gives what can be used of it', (_, text, count) => {
    expect(parseSources(text)).toHaveLength(count);
  });
});
