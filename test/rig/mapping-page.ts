/** The text of docs/mapping.md: everything in it comes from the code. */
import { DIVERGENCES } from '../../src/ecs/divergences.ts';
import type { Field } from '../../src/ecs/fields/field.ts';
import { DATA_STREAMS } from '../../src/ecs/fields.ts';
import { RULES } from '../../src/ecs/rules.ts';

export function mappingPage(): string {
  return [
    '# From log records to documents',
    '',
    '<!-- Made from the code by `npm run docs`; a test fails when it is stale. -->',
    '',
    'A record of a Bedrock model invocation log becomes the document that version 1.8.0 of Elastic’s `aws_bedrock`',
    'integration makes of it, so that dashboards and detection rules work on documents that never passed through an',
    'agent. Two promises: where the integration succeeds, the document is the same, field for field and value for value;',
    'where it stops or loses something, ours is whole, and each difference is listed below.',
    '',
    '## Rules',
    '',
    ...RULES.map(({ number, text }) => `${number}. ${text}`),
    '',
    '## Divergences',
    '',
    ...DIVERGENCES.flatMap(({ id, integration, ours, why }) => [
      `### ${titled(id)}`,
      '',
      `The integration ${integration}. ${ours} Why: ${why}.`,
      '',
    ]),
    '## Fields',
    '',
    'A field that is a column is held in memory for every loaded record; the mark is its unit, if it has one.',
    '',
    ...DATA_STREAMS.flatMap(({ name, title, fields, extended }) => [
      `### ${title}: \`${name}-*\``,
      '',
      ...table(fields),
      '',
      ...(extended.length === 0 ? [] : ['With the extended profile also:', '', ...table(extended), '']),
    ]),
  ].join('\n');
}

function titled(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');
}

function table(fields: readonly Field[]): string[] {
  return [
    '| field | type | from | how | column |',
    '|---|---|---|---|---|',
    ...fields.map(({ field, type, from, rule, unit, column }) => {
      const mark = column ? (unit ?? 'yes') : '';
      const cells = [`\`${field}\``, type, from.map((path) => `\`${path}\``).join(', '), rule || 'never filled', mark];
      return `| ${cells.join(' | ')} |`;
    }),
  ];
}
