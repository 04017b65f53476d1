/** Longest text, in UTF-16 units, that a field keeps (rules 6, 21, 22, 23, 26). */
export const MAX_TEXT_UNITS = 32_766;

/** Lower-case hexadecimal SHA-1 of bytes. Given from outside: this code knows no platform. */
export type Sha1 = (bytes: Uint8Array) => string;
