/** What a new query begins with. */
export const STARTER_QUERY = `// Ctrl+Space offers commands, functions, fields and their values. "Run on loaded records" answers it.
FROM logs-aws_bedrock.invocation-*
| STATS calls = COUNT(*), tokens = SUM(gen_ai.usage.prompt_tokens) BY gen_ai.request.model.id
| SORT calls DESC
| LIMIT 20
`;
