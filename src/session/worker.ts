/** Entry of the session's worker thread: the port on one side, the session on the other. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { SessionRequests } from './protocol/protocol.ts';
import { Answerer } from './protocol/rpc.ts';
import { Session } from './session.ts';

/** Where the spool goes if the host does not say. */
const OWN_STORAGE = join(tmpdir(), 'bedrock-log-inspector');

function storage(): string {
  const given: unknown = workerData;
  if (typeof given === 'object' && given !== null && 'storage' in given && typeof given.storage === 'string') {
    return given.storage;
  }
  return OWN_STORAGE;
}

const port = parentPort;
if (port) {
  const session = new Session(storage());
  const answerer = new Answerer<SessionRequests>((message) => port.postMessage(message), session.handlers);
  port.on('message', (message: unknown) => answerer.receive(message));
  port.on('close', () => {
    answerer.close();
    void session.dispose();
  });
}
