/** The algorithm of HASH, which has to be known before the rows are. */
import { unsupportedText } from '../syntax/parser.ts';
import { digestNamed } from '../values/digest.ts';
import { constantText } from './constants.ts';
import type { AnalysisContext } from './context.ts';
import type { Expression } from './expression.ts';

/** Whether a call of HASH can be evaluated; what stands against it becomes a problem. */
export function checkAlgorithm(call: Expression & { readonly kind: 'call' }, context: AnalysisContext): boolean {
  const name = constantText(call.operands[0]!, context);
  if (name === null) return true;
  const digest = name === undefined ? 'undone' : digestNamed(name);
  if (typeof digest === 'function') return true;
  if (digest === 'undone') {
    context.fail(
      call,
      unsupportedText(name === undefined ? 'HASH with a computed algorithm' : `HASH with ${name}`),
      'unsupported',
    );
  } else context.fail(call, `invalid algorithm for [${call.text}]: ${name} MessageDigest not available`);
  return false;
}
