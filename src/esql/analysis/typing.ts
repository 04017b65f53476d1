/**
 * Whether arguments fit the parameters of a function, and the type of its result.
 */
import {
  commonNumeric,
  type DataType,
  isNumeric,
  isString,
  type TypeFamily,
  takesNumber,
  typeName,
  withoutText,
} from '../types.ts';
import type { ArgumentType, CallProblem, FunctionEntry, Parameter } from '../vocabulary/entry.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** `first argument of [..]`, or `argument of [..]` where there is only one. */
export function ordinal(position: number, count: number): string {
  return count === 1 || position >= ORDINALS.length ? '' : `${ORDINALS[position]} `;
}

export type Checked = { readonly type: DataType } | CallProblem;

export function parameterAt(parameters: readonly Parameter[], position: number): Parameter | undefined {
  const last = parameters.at(-1);
  return parameters[position] ?? (last?.repeats ? last : undefined);
}

/** How many arguments a function takes: `[2, 3]`; the most is infinite where the last repeats. */
function counts(parameters: readonly Parameter[]): readonly [number, number] {
  const least = parameters.filter((p) => !p.optional).length;
  return [least, parameters.at(-1)?.repeats ? Number.POSITIVE_INFINITY : parameters.length];
}

const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five'];

/** Elasticsearch's words for a wrong number of arguments, or undefined when it is right. */
export function countProblem(entry: FunctionEntry, given: number): string | undefined {
  const written = entry.name.toLowerCase();
  const [least, most] = counts(entry.parameters);
  if (given >= least && given <= most) return undefined;
  const s = (n: number): string => (n === 1 ? 'argument' : 'arguments');
  const word = (n: number): string => WORDS[n] ?? String(n);
  if (most === 0) return `error building [${written}]: expects no arguments`;
  if (least === most) return `error building [${written}]: expects exactly ${word(least)} ${s(least)}`;
  if (most === Number.POSITIVE_INFINITY)
    return `error building [${written}]: expects at least ${word(least)} ${s(least)}`;
  if (most - least === 1) return `error building [${written}]: expects ${word(least)} or ${word(most)} arguments`;
  if (least === 1 && most === 3) return `error building [${written}]: expects one, two or three arguments`;
  return `error building [${written}]: expects from ${word(least)} to ${word(most)} arguments`;
}

export function check(entry: FunctionEntry, given: readonly ArgumentType[], text: string): Checked {
  const { parameters } = entry;
  const shownCount = Math.max(
    parameters.filter((parameter) => !(parameter.option || parameter.uncounted)).length,
    given.length,
  );
  for (let i = 0; i < given.length; i++) {
    const parameter = parameterAt(parameters, i)!;
    const argument = given[i]!;
    if (!accepts(parameter.accepts, argument.type)) {
      return { problem: mismatch(ordinal(i, shownCount), text, parameter.accepts.label, argument) };
    }
    if (parameter.constant && !argument.foldable) {
      return {
        problem: `${ordinal(i, shownCount)}argument of [${text}] must be a constant, received [${argument.text}]`,
      };
    }
  }
  const { returns } = entry;
  const type = typeof returns === 'string' ? returns : returns(given, text);
  if (typeof type !== 'string') return type;
  if (entry.kind === 'aggregate' || !entry.unites || type !== 'null') return { type };
  const united = given.map((argument, i) => (entry.unites?.(i, given.length) ? argument : undefined));
  return unite(united, entry.firstLeads ?? false, text);
}

export function mismatch(ordinalText: string, text: string, expected: string, argument: ArgumentType): string {
  return `${ordinalText}argument of [${text}] must be [${expected}], found value [${argument.text}] type [${typeName(argument.type)}]`;
}

const accepts = (family: TypeFamily, type: DataType): boolean => type === 'null' || family.types.has(type);

/** The one type of the arguments that a function gives back: numbers widen, text is keyword. */
function unite(given: readonly (ArgumentType | undefined)[], firstLeads: boolean, text: string): Checked {
  const numbers = given.flatMap((argument) => (argument && isNumeric(argument.type) ? [argument.type] : []));
  // Where one number does not fit the first, none is widened.
  const widens = !firstLeads || numbers.every((type) => takesNumber(numbers[0]!, type));
  const led = (type: DataType): boolean => firstLeads && widens && isNumeric(type);
  let type: DataType = 'null';
  for (const [i, argument] of given.entries()) {
    if (!argument || argument.type === 'null') continue;
    const own = withoutText(argument.type);
    let next: DataType | undefined;
    if (led(type) && led(own)) next = type;
    else if (widens || type === 'null' || type === own) next = meet(type, own);
    if (!next) return { problem: mismatch(ordinal(i, given.length), text, typeName(type), argument) };
    type = next;
  }
  return { type };
}

/** The type in which two values meet, or undefined. */
export function meet(a: DataType, b: DataType): DataType | undefined {
  if (a === 'null') return b;
  if (b === 'null' || a === b) return a;
  if (isNumeric(a) && isNumeric(b)) return commonNumeric(a, b);
  return isString(a) && isString(b) ? 'keyword' : undefined;
}
