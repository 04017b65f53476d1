const basicString = (text: string): string => `"${escaped(text)}"`;

const CONTROL = /[^\P{Cc}\t\n]/u;

const escaped = (text: string): string =>
  text.replace(/["\\]|[^\P{Cc}\t\n]/gu, (sign) =>
    sign === '"' || sign === '\\' ? `\\${sign}` : `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What a new rule file begins with, so that only the words and the query have to be changed. */
export const NEW_RULE = ruleFile(
  'Many calls of one caller',
  'One caller makes at least a hundred calls within an hour.',
  `FROM logs-aws_bedrock.invocation-*
| STATS calls = COUNT(*), models = VALUES(gen_ai.request.model.id) BY user.id
| WHERE calls >= 100
| SORT calls DESC`,
);

/** A rule that finds what a query finds; a comment that the query begins with is its name. */
export function ruleOf(query: string): string {
  const name = /^\s*\/\/\s*(\S.*)/.exec(query)?.[1]?.trim() ?? 'Rule from a query';
  return ruleFile(name, 'What the rows of the query mean.', query.trim());
}

function ruleFile(name: string, description: string, query: string): string {
  return `[metadata]
integration = ["aws_bedrock"]
maturity = "development"

[rule]
name = ${basicString(name)}
rule_id = "my-first-rule"
description = ${basicString(description)}
type = "esql"
language = "esql"
severity = "low"
risk_score = 21
from = "now-60m"
interval = "10m"
false_positives = ["A batch that is known."]
note = """
## What to do

- Ask the owner of the caller what it is doing.
"""
tags = ["Domain: LLM"]
query = ${queryString(query)}
`;
}

/** As it stands, unless it holds what ends such a string, or what no such string may hold. */
function queryString(query: string): string {
  if (!query.includes("'''") && !CONTROL.test(query)) return `'''\n${query}\n'''`;
  return `"""\n${escaped(query)}\n"""`;
}
