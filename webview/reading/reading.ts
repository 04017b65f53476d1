/** What is pointed at in the record that is read, and which record waits to be compared with another. */
import type { Explanation } from '../../src/ecs/model.ts';
import type { RecordId } from '../../src/session/protocol/protocol.ts';
import { NO_PARTNERS, type Partners, type Point, partnersOf } from './partners.ts';

export class Reading {
  private readonly changed: () => void;
  /** The record that waits for another to be compared with. */
  waiting: RecordId | undefined;
  private pointed: { readonly id: RecordId; readonly partners: Partners } | undefined;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  wait(id: RecordId | undefined): void {
    this.waiting = id;
    this.changed();
  }

  /** Marks what belongs to a raw value or a field in every pane; answers with what that is. */
  point(id: RecordId, explanation: Explanation, point: Point): Partners {
    const partners = partnersOf(explanation, point);
    this.pointed = { id, partners };
    this.changed();
    return partners;
  }

  /** What belongs to what was pointed at in this record. */
  partners(id: RecordId): Partners {
    return this.pointed?.id === id ? this.pointed.partners : NO_PARTNERS;
  }
}
