/** What a new rule file begins with: a rule that runs as it stands. */
export const NEW_RULE = `[metadata]
integration = ["aws_bedrock"]
maturity = "development"

[rule]
name = "Many calls of one caller"
rule_id = "my-first-rule"
description = "One caller makes at least a hundred calls within an hour."
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
query = '''
FROM logs-aws_bedrock.invocation-*
| STATS calls = COUNT(*), models = VALUES(gen_ai.request.model.id) BY user.id
| WHERE calls >= 100
| SORT calls DESC
'''
`;
