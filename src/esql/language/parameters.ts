import { tokensOf } from './tokens.ts';

/**
 * The parameters that a query asks for, each once, in their order: `name` for `?name` and `??name`; `1`, `2` for those
 * that are counted, whether written `?1` or `?`.
 */
export function parametersIn(text: string): readonly string[] {
  const keys: string[] = [];
  let unnamed = 0;
  for (const { kind, text: written } of tokensOf(text)) {
    if (kind !== 'parameter') continue;
    const key = written.replace(/^\?+/, '') || String(++unnamed);
    if (!keys.includes(key)) keys.push(key);
  }
  return keys;
}
