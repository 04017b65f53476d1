/**
 * The door to everything that knows AWS. It is a bundle of its own, loaded by `import()` when the first source in AWS is
 * used: whoever reads files only never loads an AWS client.
 */
export { Aws } from './connection/connection.ts';
export { AwsError } from './connection/errors.ts';
export { groupsBelow } from './logs/calls.ts';
export { closeConnections, connectionFor, estimateSource, fetchObject, listStreams, openSource } from './open.ts';
export { listPage } from './s3/listing.ts';
export { discover } from './setup/discovery.ts';
export { checkSetup } from './setup/doctor.ts';
export { BEDROCK_REGIONS } from './setup/regions.ts';
export { queueState } from './sqs/queue.ts';
