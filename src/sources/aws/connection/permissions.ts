/** The IAM action that a call needs, where its name does not say it. */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:ListObjectsV2': 's3:ListBucket',
  's3:HeadBucket': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
};

/** `service:Call` to the action that a policy has to allow. */
export function actionOf(service: string, call: string): string {
  const named = `${service}:${call}`;
  return ACTIONS[named] ?? named;
}
