/** Kinds of nodes, and how a node packs its kind with what else is known of it. */

export const NULL = 0;
export const TRUE = 1;
export const FALSE = 2;
export const NUMBER = 3;
export const STRING = 4;
export const ARRAY = 5;
export const OBJECT = 6;

/** The lowest bits of a node's first slot. */
export const KIND = 7;
/** Flag of a string: it holds escapes, so its bytes are not its text. */
export const ESCAPED = 8;
/** Flag of a number: it has a fraction or an exponent. */
export const DOUBLE = 8;
/** Flag of an object: its first member was a duplicate and is skipped. */
export const MOVED = 8;
/** Flag of a container without children. */
export const EMPTY = 16;
/** Flag of a string: it is a key. */
export const KEY = 16;
/** Upper bits: the symbol of a key, or of a string how many units fewer than bytes it has. */
export const SHIFT = 8;
export const MAX_EXCESS = 0xffffff;
