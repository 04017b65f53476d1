/** Backtracking regular expressions, parsed. Positions and lengths are UTF-16 units. */
export type RegexNode =
  | { readonly kind: 'set'; readonly ranges: readonly number[]; readonly fold: Fold }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly inner: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly mode: RepeatMode;
    }
  | { readonly kind: 'group'; readonly inner: RegexNode; readonly index: number }
  | { readonly kind: 'atomic'; readonly inner: RegexNode }
  | { readonly kind: 'look'; readonly inner: RegexNode; readonly behind: boolean; readonly negated: boolean }
  | { readonly kind: 'reference'; readonly index: number; readonly fold: Fold }
  | { readonly kind: 'assert'; readonly assertion: Assertion };

/** Which letters count as equal: none but themselves, ASCII in any case, all in any case. */
export type Fold = 0 | 1 | 2;
export type RepeatMode = 'greedy' | 'lazy' | 'possessive';
export type Assertion =
  | 'text-start'
  | 'text-end'
  | 'text-end-or-newline'
  | 'line-start'
  | 'line-end'
  | 'word-edge'
  | 'no-word-edge'
  | 'letter-edge'
  | 'no-letter-edge'
  | 'fail';

/** The dialects differ in what `^ $ . (?m) \h` mean. */
export type Dialect = 'java' | 'ruby';

export interface Regex {
  readonly root: RegexNode;
  readonly groupCount: number;
  /** Names of groups, in order; a name may come several times. */
  readonly names: readonly { readonly name: string; readonly index: number }[];
}
