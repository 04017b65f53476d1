import type { DataType } from '../types.ts';
import type { Value } from '../values/value.ts';

/** A prepared DISSECT or GROK pattern. */
export interface Extractor {
  /** The columns that it makes, in order. */
  readonly keys: readonly { readonly name: string; readonly type: DataType }[];
  /**
   * The value per key, or undefined when the text does not match. `fail` takes the cause of values
   * that could not be read, and of searches that were given up.
   */
  extract(text: string, fail: (cause: string) => null): readonly Value[] | undefined;
}
