/**
 * The line before a document in the form of Elasticsearch's bulk API. A data stream takes `create` only; naming it lets
 * the same file go to `POST /_bulk` as it is.
 */
export function bulkAction(namespace: string): string {
  return `{"create":{"_index":${JSON.stringify(`logs-aws_bedrock.invocation-${namespace}`)}}}\n`;
}
