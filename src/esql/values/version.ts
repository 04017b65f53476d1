/**
 * The order of the `version` type: semantic versions by their numbers, a pre-release before its
 * release, everything that is no version after all versions, by its text.
 */
import { compareUtf8 } from './text.ts';

const SEMANTIC = /^(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;
const WHOLE = /^\d+$/;

export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const x = SEMANTIC.exec(a);
  const y = SEMANTIC.exec(b);
  if (!x || !y) return x ? -1 : y ? 1 : compareUtf8(a, b);
  const numbers = compareLists(x[1]!.split('.'), y[1]!.split('.'));
  if (numbers !== 0) return numbers;
  if (x[2] === undefined || y[2] === undefined) {
    return x[2] === y[2] ? compareUtf8(a, b) : x[2] === undefined ? 1 : -1;
  }
  return compareLists(x[2].split('.'), y[2].split('.')) || compareUtf8(a, b);
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = comparePart(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function comparePart(a: string, b: string): number {
  const numbers = [WHOLE.test(a), WHOLE.test(b)];
  if (numbers[0] && numbers[1]) {
    const x = BigInt(a);
    const y = BigInt(b);
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
  return compareUtf8(a, b);
}
