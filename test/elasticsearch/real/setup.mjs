// npm run test:cluster: says what is missing before anything is built.
export function setup() {
  const missing = ['BEDROCK_LOGS_CLUSTER_URL', 'BEDROCK_LOGS_CLUSTER_KEY'].filter((name) => !process.env[name]);
  if (missing.length > 0)
    throw new Error(
      `A cluster of yours is needed: set ${missing.join(' and ')} (an address, and an API key that may install templates, write, read and delete). ` +
        'Only the namespace bedrocklogstest is written to, and removed at the end.',
    );
}
