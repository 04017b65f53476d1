/** Entry of the session's worker thread: the port on one side, the session on the other. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { AwsRequests } from './protocol/aws.ts';
import type { SessionRequests } from './protocol/protocol.ts';
import { Answerer, type Handlers, type Operations } from './protocol/rpc.ts';
import { RenewingSession } from './renewing.ts';

/** Where the spool goes if the host does not say. */
const OWN_STORAGE = join(tmpdir(), 'bedrock-log-inspector');

const given: unknown = workerData;

/** A worker asks AWS, or holds the records of a session. */
function asksAws(): boolean {
  return typeof given === 'object' && given !== null && 'service' in given && given.service === 'aws';
}

function storage(): string {
  if (typeof given === 'object' && given !== null && 'storage' in given && typeof given.storage === 'string') {
    return given.storage;
  }
  return OWN_STORAGE;
}

function serve<R extends Operations<R>>(port: MessagePort, handlers: Handlers<R>, end: () => void): void {
  const answerer = new Answerer<R>((message) => port.postMessage(message), handlers);
  port.on('message', (message: unknown) => answerer.receive(message));
  port.on('close', () => {
    answerer.close();
    end();
  });
}

const port = parentPort;
if (port && asksAws()) {
  void import('./aws-requests.ts').then(({ awsHandlers }) => serve<AwsRequests>(port, awsHandlers, () => undefined));
} else if (port) {
  const session = new RenewingSession(storage());
  serve<SessionRequests>(port, session.handlers, () => void session.dispose());
}
