/** The one record that the page holds: it is asked for when it is looked at, and the last wish counts. */
import type { RecordId, RecordView } from '../src/session/protocol/protocol.ts';
import { isAborted, reasonOf } from './host.ts';

/** While a record is read, the one that was shown stays. */
export type Detail =
  | { readonly status: 'none' }
  | { readonly status: 'loading' | 'ready'; readonly id: RecordId; readonly view?: RecordView }
  | { readonly status: 'failed'; readonly id: RecordId; readonly reason: string };

export class Reader {
  private readonly ask: (id: RecordId, signal: AbortSignal) => Promise<RecordView>;
  private readonly changed: () => void;
  private opening: AbortController | undefined;
  detail: Detail = { status: 'none' };

  constructor(ask: (id: RecordId, signal: AbortSignal) => Promise<RecordView>, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
  }

  /** The record that is shown or being read. */
  get id(): RecordId | undefined {
    return this.detail.status === 'none' ? undefined : this.detail.id;
  }

  get view(): RecordView | undefined {
    const { detail } = this;
    return detail.status === 'ready' || detail.status === 'loading' ? detail.view : undefined;
  }

  clear(): void {
    this.opening?.abort();
    this.opening = undefined;
    this.detail = { status: 'none' };
  }

  /** Reads what is shown once more: its document may be another now. */
  again(): void {
    if (this.id !== undefined) void this.show(this.id);
  }

  async show(id: RecordId): Promise<void> {
    this.opening?.abort();
    const opening = new AbortController();
    this.opening = opening;
    const { view: old } = this;
    this.detail = { status: 'loading', id, ...(old ? { view: old } : {}) };
    this.changed();
    try {
      const view = await this.ask(id, opening.signal);
      if (this.opening !== opening) return;
      this.detail = { status: 'ready', id, view };
    } catch (error) {
      if (this.opening !== opening || isAborted(error)) return;
      this.detail = { status: 'failed', id, reason: reasonOf(error) };
    }
    this.changed();
  }
}
