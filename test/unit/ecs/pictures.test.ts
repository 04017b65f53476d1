import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/ecs/model.ts';
import { MAX_PICTURE_UNITS, pictureAt } from '../../../src/ecs/pictures.ts';
import { conversationOf, recordOf, tapeOf } from './conversations.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUg==';

/** The picture of the first media block of a record whose user message has this content. */
function shown(content: unknown, before = '') {
  const text = before + JSON.stringify(recordOf({ messages: [{ role: 'user', content: [content] }] }, undefined));
  const blocks: readonly Block[] = conversationOf(text).turns[0]?.blocks ?? [];
  const media = blocks.find((block) => block.kind === 'media');
  return media?.at === undefined ? undefined : pictureAt(tapeOf(text), media.at);
}

describe('a picture in a record', () => {
  it.each<[name: string, content: unknown]>([
    ['Converse', { image: { format: 'png', source: { bytes: PNG } } }],
    ['Anthropic', { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } }],
    ['a data URL', { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } }],
    ['one that is called something else', { image: { format: 'jpeg', source: { bytes: PNG } } }],
  ])('%s', (_name, content) => {
    expect(shown(content)).toEqual({ format: 'png', base64: PNG });
    expect(shown(content, '  \n ')).toEqual({ format: 'png', base64: PNG });
  });

  it('with escaped slashes', () => {
    const text =
      '{"input":{"inputBodyJson":{"messages":[{"content":[{"image":{"source":{"bytes":"\\/9j\\/4AAQ"}}}]}]}}}';
    const [media] = conversationOf(text).turns[0]?.blocks ?? [];
    expect(media).toMatchObject({ kind: 'media', bytes: 6 });
    expect(pictureAt(tapeOf(text), media?.kind === 'media' ? (media.at ?? -1) : -1)).toEqual({
      format: 'jpeg',
      base64: '/9j/4AAQ',
    });
  });

  it.each<[name: string, source: string]>([
    ['SVG', Buffer.from('<svg onload="alert(1)"/>').toString('base64')],
    ['HTML that says it is a PNG', 'data:text/html,<script>alert(1)</script>'],
    ['an address in a data URL', 'data:image/svg+xml;base64,PHN2Zz4='],
    ['no base64', `${PNG}<script>`],
    ['too large', PNG.replace('==', 'A'.repeat(MAX_PICTURE_UNITS))],
  ])('%s is not shown', (_name, bytes) => {
    expect(shown({ image: { format: 'png', source: { bytes } } })).toBeUndefined();
  });

  it('is not where no text begins', () => {
    const tape = tapeOf('{"a":1}');
    for (const at of [0, 1, 5, 6, 7, 1_000_000]) expect(pictureAt(tape, at)).toBeUndefined();
  });

  it('in a withheld answer has no place in the record', () => {
    const body = JSON.stringify({
      output: { message: { content: [{ image: { format: 'png', source: { bytes: PNG } } }] } },
    });
    const { withheld } = conversationOf(
      recordOf(undefined, { stopReason: 'guardrail_intervened', trace: { guardrail: { modelOutput: [body] } } }),
    );
    expect(withheld).toEqual([{ kind: 'media', media: 'image', format: 'png', bytes: 16 }]);
  });
});
