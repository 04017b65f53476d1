/** What is asked of AWS beside reading records, by a worker that starts when it is first needed and ends when it is idle. */
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { AwsRequests } from '../../session/protocol/aws.ts';
import { Asker, type AskOptions } from '../../session/protocol/rpc.ts';

const IDLE_MS = 120_000;

interface Running {
  readonly worker: Worker;
  readonly asker: Asker<AwsRequests>;
}

export class AwsWorker implements vscode.Disposable {
  private readonly file: string;
  private running: Running | undefined;
  private asked = 0;
  private idle: NodeJS.Timeout | undefined;

  /** `file`: the worker's bundle. */
  constructor(file: string) {
    this.file = file;
  }

  async ask<K extends keyof AwsRequests>(
    name: K,
    params: AwsRequests[K]['params'],
    options: AskOptions<AwsRequests[K]['progress']> = {},
  ): Promise<AwsRequests[K]['result']> {
    clearTimeout(this.idle);
    this.asked++;
    try {
      this.running ??= this.start();
      return await this.running.asker.ask(name, params, options);
    } finally {
      if (--this.asked === 0) this.idle = setTimeout(() => this.end(), IDLE_MS);
    }
  }

  dispose(): void {
    clearTimeout(this.idle);
    this.end();
  }

  private start(): Running {
    const worker = new Worker(this.file, { workerData: { service: 'aws' }, stdout: true, stderr: true });
    const asker = new Asker<AwsRequests>((message) => worker.postMessage(message));
    worker.on('message', (message: unknown) => asker.receive(message));
    const stopped = (): void => {
      asker.close(vscode.l10n.t('Asking AWS was stopped.'));
      if (this.running?.worker === worker) this.running = undefined;
    };
    worker.on('error', stopped);
    worker.on('exit', stopped);
    return { worker, asker };
  }

  private end(): void {
    void this.running?.worker.terminate();
    this.running = undefined;
  }
}
