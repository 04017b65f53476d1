/** A file for what a cluster rejects, which is made with the first such document. */
import type { Rejected } from '../elasticsearch/push/pusher.ts';
import { rejectedLine } from '../elasticsearch/push/rejected.ts';
import { Output } from './output.ts';

export class RejectedFile {
  private readonly path: string;
  private output: Output | undefined;

  constructor(path: string) {
    this.path = path;
  }

  add(rejected: Rejected): void {
    this.output ??= Output.to(this.path);
    this.output.write(rejectedLine(rejected));
  }

  /** Puts the file at its place; undefined if nothing was rejected. */
  finish(): string | undefined {
    if (!this.output) return undefined;
    this.output.finish();
    return this.path;
  }
}
