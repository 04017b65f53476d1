/** Every text that the page shows goes through `t`: the English sentence is the key of its translation. */
let table: Readonly<Record<string, string>> = {};

/** Takes the host's translations; texts that it does not have stay English. */
export function setTexts(texts: Readonly<Record<string, string>>): void {
  table = texts;
}

/** The text in the user's language, `{0}`, `{1}` ... replaced by `values`. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const text = Object.hasOwn(table, english) ? (table[english] ?? english) : english;
  return text.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
}
