/** Answers that are kept for who asks the same again; of selections and searches each holds at most four bytes a record. */
const KEPT = 8;

/** The kept value of a key, or a new one; the one that was used longest ago is given up for it. */
export function recent<T>(kept: Map<string, T>, key: string, make: () => T): T {
  const value = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, value);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return value;
}
