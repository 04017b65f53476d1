/** The file of suppressions with one more entry; what stands in it already stays as it is. */
export interface NewSuppression {
  /** Id and name of the rule. */
  readonly rule: string;
  readonly name: string;
  readonly reason: string;
  /** `yyyy-mm-dd` */
  readonly until: string;
  /** Only findings with this value of a column or of the group. */
  readonly only?: { readonly field: string; readonly value: string };
}

export function suppressionText(before: string, { rule, name, reason, until, only }: NewSuppression): string {
  const head = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  const lines = [
    `# ${name.replace(/[\s\p{Cc}]+/gu, ' ')}`,
    '[[suppress]]',
    `rule = ${quoted(rule)}`,
    ...(only ? [`field = ${quoted(only.field)}`, `value = ${quoted(only.value)}`] : []),
    `reason = ${quoted(reason)}`,
    `until = ${until}`,
  ];
  return `${head}${head === '' ? '' : '\n'}${lines.join('\n')}\n`;
}

/** A basic string of TOML: what JSON escapes, and the one control character that it does not. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
