/** An element that shows something of the query's desk, and again whenever that changes. */
import { Part } from '../parts/part.ts';
import { deskOf, type QueryDesk } from './query-desk.ts';

export class DeskPart extends Part {
  private stopWatching: (() => void) | undefined;

  protected get desk(): QueryDesk {
    return deskOf(this.inspector);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopWatching = this.desk.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopWatching?.();
  }
}
