/** In place of Node's threads, which the fake host, itself in a browser, has none of. */
export const parentPort = null;
export const workerData = undefined;

export class Worker {
  constructor() {
    throw new Error('The fake host starts no threads.');
  }
}
