/** Events of polls whose time ranges overlap, each once: late events are not missed, and none comes twice. */
import { createHash } from 'node:crypto';
import { type CloudWatchEvent, identityOf } from './event.ts';

/** Identities that are remembered at most; of more, the oldest are forgotten and may come twice. */
export const MOST_REMEMBERED = 200_000;

export class SeenEvents {
  /** Events that came again. */
  repeated = 0;
  /** By identity, in the order in which they came. */
  private readonly times = new Map<string, number>();
  private readonly identity: (event: CloudWatchEvent) => string;

  constructor(identity: (event: CloudWatchEvent) => string = identityOf) {
    this.identity = identity;
  }

  get size(): number {
    return this.times.size;
  }

  /** Those that have not come before. */
  fresh(events: readonly CloudWatchEvent[]): CloudWatchEvent[] {
    const fresh = events.filter((event) => {
      const identity = digest(this.identity(event));
      if (this.times.has(identity)) {
        this.repeated++;
        return false;
      }
      this.times.set(identity, event.time);
      return true;
    });
    for (const identity of this.times.keys()) {
      if (this.times.size <= MOST_REMEMBERED) break;
      this.times.delete(identity);
    }
    return fresh;
  }

  /** Forgets events that no poll will ask for again: those before this time, epoch ms. */
  forgetBefore(time: number): void {
    for (const [identity, own] of this.times) if (own < time) this.times.delete(identity);
  }
}

/** Messages are long, and nobody may fill the memory with them. */
function digest(identity: string): string {
  return identity.length <= 64 ? identity : createHash('sha1').update(identity).digest('base64');
}
