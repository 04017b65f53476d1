import type { Block } from '../model.ts';

const OPEN = '<reasoning>';
const CLOSE = '</reasoning>';

/**
 * Some open-weight models put their reasoning into the text, in front of the answer:
 * `<reasoning>A greeting.</reasoning>Hello!`. Only what stands at the very start is taken as reasoning; a cut one runs
 * to the end.
 */
export function splitReasoning(text: string): Block[] {
  const blocks: Block[] = [];
  let rest = text;
  while (rest.startsWith(OPEN)) {
    const close = rest.indexOf(CLOSE);
    const reasoning = close < 0 ? rest.slice(OPEN.length) : rest.slice(OPEN.length, close);
    if (reasoning !== '') blocks.push({ kind: 'reasoning', text: reasoning, signed: false });
    rest = close < 0 ? '' : rest.slice(close + CLOSE.length);
  }
  if (rest !== '') blocks.push({ kind: 'text', text: rest });
  return blocks;
}
