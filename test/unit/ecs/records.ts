/** Small records for the tests of single rules. */

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Body = { readonly [key: string]: Json };

const ENVELOPE = {
  timestamp: '2026-03-04T05:06:07Z',
  accountId: '111122223333',
  region: 'us-east-1',
  requestId: 'request-1',
  operation: 'Converse',
  modelId: 'amazon.nova-lite-v1:0',
  identity: { arn: 'arn:aws:iam::111122223333:user/ada' },
};

export function record(changes: Body = {}): Body {
  return { ...ENVELOPE, ...changes };
}

export function asked(body: Json, changes: Body = {}): Body {
  return record({ input: { inputBodyJson: body }, ...changes });
}

export function answered(body: Json, changes: Body = {}): Body {
  return record({ output: { outputBodyJson: body }, ...changes });
}

/** The JSON of a record with a number spelled as it stands, which `JSON.stringify` would change. */
export function spelled(record: Body, number: string): string {
  return JSON.stringify(record).replaceAll('"#"', number);
}
