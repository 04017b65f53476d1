/** A picture that stands in a record: a placeholder, and the picture when somebody asks for it. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { RecordId } from '../../src/session/protocol/protocol.ts';
import type { PictureView } from '../../src/session/protocol/reading.ts';
import { reasonOf } from '../host.ts';
import { Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';

@customElement('bli-picture')
export class Picture extends Part {
  @property({ attribute: false }) record: RecordId = -1;
  /** Where it begins in the record; undefined for one that stands beside it. */
  @property({ attribute: false }) at: number | undefined;
  /** Its address, if it stands beside the record. */
  @property({ attribute: false }) uri = '';
  /** What it is, for those who do not see it. */
  @property({ attribute: false }) label = '';
  @state() private url = '';
  @state() private failure = '';
  private asking: AbortController | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.hide();
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('record') || changed.has('at') || changed.has('uri')) this.hide();
  }

  private hide(): void {
    this.asking?.abort();
    this.asking = undefined;
    if (this.url !== '') URL.revokeObjectURL(this.url);
    this.url = '';
    this.failure = '';
  }

  private async show(): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const { record: id, at, uri } = this;
      const params = at === undefined ? { id, uri } : { id, at };
      const picture = await this.inspector.ask('picture', params, asking.signal);
      if (this.asking === asking) this.url = URL.createObjectURL(blobOf(picture));
    } catch (error) {
      if (this.asking === asking) this.failure = reasonOf(error);
    }
  }

  private readonly turn = () => (this.url === '' ? void this.show() : this.hide());

  protected override render(): TemplateResult {
    return html`<button type="button" class="link" aria-expanded=${String(this.url !== '')} @click=${this.turn}>
        ${this.url === '' ? t('show') : t('hide')}</button
      >${this.url === '' ? nothing : html`<img src=${this.url} alt=${this.label} @error=${this.broken} />`}${
        this.failure === '' ? nothing : html`<span role="alert">${plain(this.failure)}</span>`
      }`;
  }

  private readonly broken = () => {
    this.hide();
    this.failure = t('The picture is damaged and cannot be shown.');
  };
}

function blobOf({ format, base64 }: PictureView): Blob {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  return new Blob([bytes], { type: `image/${format}` });
}
