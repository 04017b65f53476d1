/**
 * What is wrong with queries that are too long for the extension host, where nothing may take longer than a blink: a
 * thread of the language service's own bundle looks. It starts with the first such query and ends when it is idle.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Diagnostic } from '../esql/language/diagnostics.ts';

/** What tells the thread of this file from all others that load the bundle. */
const ROLE = 'looks for mistakes in long queries';
const IDLE_MS = 60_000;

interface Question {
  readonly id: number;
  readonly text: string;
}

interface Answer {
  readonly id: number;
  readonly mistakes: readonly Diagnostic[];
}

type Take = (mistakes: readonly Diagnostic[] | undefined) => void;

export class LongQueries {
  private readonly file: string;
  private thread: Worker | undefined;
  private readonly asked = new Map<number, Take>();
  private count = 0;
  private idle: NodeJS.Timeout | undefined;

  /** `file`: a bundle that calls `answerLongQueries`. */
  constructor(file: string) {
    this.file = file;
  }

  /** Undefined where the thread came to its end before it had an answer. */
  mistakesIn(text: string): Promise<readonly Diagnostic[] | undefined> {
    clearTimeout(this.idle);
    this.thread ??= this.start();
    const question: Question = { id: ++this.count, text };
    this.thread.postMessage(question);
    return new Promise((resolve) => this.asked.set(question.id, resolve));
  }

  end(): void {
    clearTimeout(this.idle);
    void this.thread?.terminate();
  }

  private start(): Worker {
    const thread = new Worker(this.file, { workerData: ROLE });
    thread.unref();
    thread.on('message', ({ id, mistakes }: Answer) => this.settle(id, mistakes));
    const stopped = (): void => {
      if (this.thread !== thread) return;
      this.thread = undefined;
      for (const id of this.asked.keys()) this.settle(id, undefined);
    };
    thread.on('error', stopped);
    thread.on('exit', stopped);
    return thread;
  }

  private settle(id: number, mistakes: readonly Diagnostic[] | undefined): void {
    this.asked.get(id)?.(mistakes);
    this.asked.delete(id);
    if (this.asked.size > 0) return;
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.end(), IDLE_MS);
    this.idle.unref();
  }
}

/** In the thread that `LongQueries` starts, answers it; does nothing elsewhere. */
export function answerLongQueries(find: (text: string) => readonly Diagnostic[]): void {
  if (workerData !== ROLE) return;
  parentPort?.on('message', ({ id, text }: Question) => {
    const answer: Answer = { id, mistakes: find(text) };
    parentPort?.postMessage(answer);
  });
}
