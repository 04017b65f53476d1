/** The invocations of one conversation, one below the other, with what they cost as it grows. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Cell, RecordId } from '../../src/session/protocol/protocol.ts';
import type { Thread } from '../../src/session/protocol/reading.ts';
import { type Part as FieldPart, numberOf, textOf } from '../fields.ts';
import { ABSENT, formatCount, formatSeconds } from '../format.ts';
import { isAborted, reasonOf } from '../host.ts';
import { icon, iconButton, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';

/** What is told of each invocation. */
const PARTS = [
  'time',
  'model',
  'input',
  'cached',
  'total',
  'output',
  'latency',
  'stop',
  'error',
] as const satisfies readonly FieldPart[];

type Read = (part: (typeof PARTS)[number]) => Cell;

@customElement('bli-thread')
export class ThreadList extends Part {
  @property({ attribute: false }) record: RecordId = -1;
  /** Stays while the page goes from one of its records to another. */
  @state() private found: Thread | undefined;
  @state() private failure = '';
  /** How much of what may belong to it has been looked through. */
  @state() private looked: { readonly done: number; readonly of: number } | undefined;
  private asking: AbortController | undefined;
  private loaded = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.asking?.abort();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    const { read = 0 } = this.inspector.load?.counts ?? {};
    const known = this.found?.steps.some(({ id }) => id === this.record) ?? false;
    if (changed.has('record')) {
      this.failure = '';
      this.asking?.abort();
      this.asking = undefined;
    }
    if ((known && read === this.loaded) || this.asking !== undefined || this.failure !== '') return;
    this.loaded = read;
    void this.ask();
  }

  private async ask(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    this.looked = undefined;
    const { parts } = this.inspector;
    const fields = PARTS.map((part) => parts[part] ?? '');
    try {
      const onProgress = (looked: { readonly done: number; readonly of: number }) => {
        if (this.asking === asking) this.looked = looked;
      };
      const found = await this.inspector.ask('thread', { id: this.record, fields }, asking.signal, onProgress);
      if (this.asking === asking) this.found = found;
    } catch (error) {
      if (this.asking === asking && !isAborted(error)) this.failure = reasonOf(error);
    } finally {
      if (this.asking === asking) this.asking = undefined;
      this.requestUpdate();
    }
  }

  private readonly again = (): void => {
    this.failure = '';
    this.found = undefined;
  };

  protected override render(): TemplateResult {
    if (this.failure !== '')
      return html`<div class="state" role="alert">
        ${icon('error')}
        <p class="said" dir="auto">${plain(this.failure)}</p>
        <button type="button" class="link" @click=${this.again}>${t('Try again')}</button>
      </div>`;
    const { found } = this;
    const at = found?.steps.findIndex(({ id }) => id === this.record) ?? -1;
    if (found === undefined || at < 0) return this.waiting();
    return this.list(found, at);
  }

  private waiting(): TemplateResult {
    const { looked } = this;
    const share = looked && t('{0} of {1} looked through', formatCount(looked.done), formatCount(looked.of));
    return html`<div class="state dim">
      <p role="status">${t('Looking for records of the same conversation…')}</p>
      ${share === undefined ? nothing : html`<p class="xs" aria-hidden="true">${share}</p>`}
    </div>`;
  }

  private list(thread: Thread, at: number): TemplateResult {
    const { steps, cells, cut } = thread;
    const reads = steps.map(
      (_, row): Read =>
        (part) =>
          cells[PARTS.indexOf(part)]?.[row] ?? null,
    );
    const most = Math.max(1, ...reads.map((read) => tokensIn(read) + (numberOf(read('output')) ?? 0)));
    if (steps.length === 1)
      return html`<div class="thread">
        <p>${t('No other record goes on with this conversation, or comes before it.')}</p>
        <p class="dim xs">${whatCounts()}</p>
        ${cut ? cutNote() : nothing}
      </div>`;
    return html`<div class="thread">
      <p class="dim xs">${t('Record {0} of {1} in this conversation.', formatCount(at + 1), formatCount(steps.length))} ${whatCounts()}</p>
      <table class="t">
        <caption class="visually-hidden">
          ${t('Records of this conversation')}
        </caption>
        <thead>
          <tr>
            <th class="w-step">${t('Time')}</th>
            <th class="num w-count">${t('Messages')}</th>
            <th class="num w-tokens">${t('Tokens in')}</th>
            <th class="num w-count">${t('Out')}</th>
            <th class="w-growth"><span class="visually-hidden">${t('Growth')}</span></th>
            <th class="num w-count">${t('Latency, s')}</th>
            <th>${t('Ended')}</th>
            <th class="w-tool"><span class="visually-hidden">${t('Compare')}</span></th>
          </tr>
        </thead>
        <tbody>
          ${steps.map((_, row) => this.step(thread, row, reads[row] ?? (() => null), most))}
        </tbody>
      </table>
      ${cut ? cutNote() : nothing}
    </div>`;
  }

  private step(thread: Thread, row: number, read: Read, most: number): TemplateResult {
    const { inspector } = this;
    const { id, from, messages } = thread.steps[row] ?? { id: -1, from: undefined, messages: 0 };
    const own = id === this.record;
    const ms = numberOf(read('time'));
    const time = ms === undefined ? ABSENT : inspector.clock.timeIn(ms);
    const before = from === undefined ? -1 : thread.steps.findIndex((step) => step.id === from);
    const branch = before >= 0 && before !== row - 1;
    const [input, output] = [tokensIn(read), numberOf(read('output')) ?? 0];
    const latency = numberOf(read('latency'));
    const error = textOf(read('error'));
    const end = error ?? textOf(read('stop')) ?? ABSENT;
    return html`<tr aria-current=${own ? 'true' : nothing}>
      <th scope="row" class="ell">
        ${row + 1}.
        ${
          own
            ? html`<b>${time}</b>`
            : html`<button type="button" class="link" @click=${() => void inspector.openById(id)}>${time}</button>`
        }
        ${branch ? html`<span class="dim xs">${t('after {0}', before + 1)}</span>` : nothing}
      </th>
      <td class="num">${formatCount(messages)}</td>
      <td class="num">${input === 0 ? ABSENT : formatCount(input)}</td>
      <td class="num">${output === 0 ? ABSENT : formatCount(output)}</td>
      <td>
        <span class="growth" aria-hidden="true"
          ><i .style=${`width:${share(input, most)}`}></i><i class="out" .style=${`width:${share(output, most)}`}></i
        ></span>
      </td>
      <td class="num">${latency === undefined ? ABSENT : formatSeconds(latency)}</td>
      <td class="ell ${error === undefined ? 'dim' : 'bad'}"><bdi>${plain(end)}</bdi></td>
      <td>
        ${
          own
            ? nothing
            : iconButton('git-compare', t('Compare with the record of {0}', time), () =>
                inspector.compare(this.record, id),
              )
        }
      </td>
    </tr>`;
  }
}

/** All that the model read: cached tokens too, where they are told apart. */
function tokensIn(read: Read): number {
  const input = numberOf(read('input')) ?? 0;
  return numberOf(read('total')) ?? input + (numberOf(read('cached')) ?? 0);
}

const share = (part: number, most: number): string => `${((part / most) * 100).toFixed(1)}%`;

const whatCounts = () =>
  t('A record goes on from another if it sends all messages of it, and its answer, before its own.');

const cutNote = () =>
  html`<p class="dim xs">${t('Many records begin with the same words: the 20,000 nearest in time were looked through.')}</p>`;
