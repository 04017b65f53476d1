/** The blocks of a turn. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Block } from '../../src/ecs/model.ts';
import type { RecordId } from '../../src/session/protocol/protocol.ts';
import { countWords, formatCount, formatSize, utf8Length } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import '../reading/picture.ts';
import { t } from '../texts.ts';
import './json-text.ts';
import type { Mark } from './long-text.ts';
import './long-text.ts';
import { icon } from './part.ts';
import { plain, tip } from './plain.ts';

export interface BlockView {
  readonly marks: readonly Mark[];
  /** See `LongText.unfolded`. */
  readonly unfolded: number;
  /** See `LongText`. */
  readonly layOut?: ((url: string) => void) | undefined;
  readonly sought?: string;
  /** The tool calls and results that stand in the same conversation, and how to get to them. */
  readonly tools?: ToolLinks;
  /** Where pictures are asked for. */
  readonly source?: { readonly inspector: Inspector; readonly record: RecordId };
}

export interface ToolLinks {
  readonly calls: ReadonlySet<string>;
  readonly results: ReadonlySet<string>;
  go(to: 'call' | 'result', id: string): void;
}

/** Pictures above this stay placeholders; the worker gives none that is larger. */
const MAX_PICTURE_BYTES = 3_145_728;

const MEDIA_ICONS = {
  image: 'file-media',
  document: 'file-pdf',
  video: 'device-camera-video',
  audio: 'unmute',
} as const;

export function blockOf(block: Block, view: BlockView): TemplateResult {
  switch (block.kind) {
    case 'text':
      return text(block.text, view);
    case 'reasoning':
      return folded(
        'lightbulb',
        t('thinking'),
        [wordsOf(block.text), block.signed ? t('signed') : ''],
        text(block.text, view),
        view,
      );
    case 'tool-call':
      return framed(
        'tools',
        block.name,
        [block.id ?? ''],
        html`${formatSize(utf8Length(block.input))}${toolLink('result', block.id, view.tools)}`,
        json(block.input, view),
        ['call', block.id],
      );
    case 'tool-result': {
      const title = block.name === undefined ? t('result') : t('result of {0}', block.name);
      const body = block.blocks.map((inner) => resultOf(inner, view));
      const facts = [block.status ?? '', sizeOf(block.blocks)].filter((fact) => fact !== '').join(', ');
      const right = html`${plain(facts)}${toolLink('call', block.id, view.tools)}`;
      return framed('output', title, [block.id ?? ''], right, html`${body}`, ['result', block.id]);
    }
    case 'media':
      return media(block, view);
    case 'guarded':
      return framed('shield', t('guarded text'), block.qualifiers, nothing, text(block.text, view));
    case 'cache-point':
      return html`<div class="rule-line"><span>${t('cache point')}</span></div>`;
    default:
      return framed('json', block.type, [], formatSize(utf8Length(block.json)), json(block.json, view));
  }
}

/** Bytes of the texts of a result; its pictures and documents say their own. */
function sizeOf(blocks: readonly Block[]): string {
  const bytes = blocks.reduce((sum, block) => {
    const text = block.kind === 'text' ? block.text : block.kind === 'other' ? block.json : '';
    return sum + utf8Length(text);
  }, 0);
  return bytes === 0 ? '' : formatSize(bytes);
}

/** JSON in a result needs no frame of its own. */
function resultOf(block: Block, view: BlockView): TemplateResult {
  if (block.kind === 'other' && block.type === 'json') return json(block.json, view);
  return block.kind === 'text' && looksLikeJson(block.text) ? json(block.text, view) : blockOf(block, view);
}

function text(value: string, view: BlockView): TemplateResult {
  return html`<bli-long-text
    .text=${value}
    .marks=${view.marks}
    .unfolded=${view.unfolded}
    .layOut=${view.layOut}
    .sought=${view.sought ?? ''}
  ></bli-long-text>`;
}

function json(value: string, view: BlockView): TemplateResult {
  return html`<bli-json-text .text=${value} .unfolded=${view.unfolded} .sought=${view.sought ?? ''}></bli-json-text>`;
}

const looksLikeJson = (value: string): boolean => /^\s*[[{]/.test(value) && /[\]}]\s*$/.test(value);

/** The way from a call to its result, and back. */
function toolLink(to: 'call' | 'result', id: string | undefined, tools: ToolLinks | undefined): unknown {
  if (id === undefined || tools === undefined || !tools[to === 'call' ? 'calls' : 'results'].has(id)) return nothing;
  return html`<button type="button" class="link" @click=${() => tools.go(to, id)}
    >${to === 'call' ? t('its call') : t('its result')}</button
  >`;
}

function head(symbol: string, title: string, notes: readonly string[], right: unknown): TemplateResult {
  return html`${icon(symbol, 's')}<b class="said ell" dir="auto" title=${tip(title)}>${plain(title)}</b>${notes
    .filter((note) => note !== '')
    .map((note) => html`<span class="said ell" dir="auto" title=${tip(note)}>${plain(note)}</span>`)}<span
      class="grow"
    ></span
    >${right === nothing || right === '' ? nothing : html`<span class="block-right">${right}</span>`}`;
}

function framed(
  symbol: string,
  title: string,
  notes: readonly string[],
  right: unknown,
  body: TemplateResult,
  [side, id]: readonly [side: 'call' | 'result' | '', id?: string | undefined] = [''],
): TemplateResult {
  return html`<div
    class="block"
    data-call=${side === 'call' && id !== undefined ? id : nothing}
    data-result=${side === 'result' && id !== undefined ? id : nothing}
    tabindex=${side === '' || id === undefined ? nothing : -1}
  >
    <div class="block-head">${head(symbol, title, notes, right)}</div>
    ${body}
  </div>`;
}

/** A block that is closed until it is asked for. */
export function folded(
  symbol: string,
  title: string,
  notes: readonly string[],
  body: TemplateResult,
  view?: BlockView,
  more = '',
): TemplateResult {
  return html`<details class="block ${more}" .open=${(view?.unfolded ?? 0) > 0}>
    <summary class="block-head">
      ${head(symbol, title, notes, '')}<span class="link when-closed">${t('Show')}</span
      ><span class="link when-open">${t('Hide')}</span>
    </summary>
    ${body}
  </details>`;
}

function media(block: Extract<Block, { kind: 'media' }>, { source }: BlockView): TemplateResult {
  const what = block.format ? `${block.media}/${block.format}` : block.media;
  const { uri = '' } = block;
  const beside = block.media === 'image' && uri.startsWith('s3://');
  const size = block.bytes === undefined ? '' : formatSize(block.bytes);
  const facts = [block.name ?? '', what, size, beside ? t('in S3') : uri].filter((fact) => fact !== '');
  const shown = (block.at !== undefined || beside) && (block.bytes ?? 0) <= MAX_PICTURE_BYTES;
  return html`<div class="media" title=${beside ? tip(uri) : nothing}>
    ${icon(MEDIA_ICONS[block.media], 's')}<span class="said" dir="auto">${plain(facts.join(', '))}</span>${
      shown && source !== undefined
        ? html`<bli-picture
            .inspector=${source.inspector}
            .record=${source.record}
            .at=${block.at}
            .uri=${uri}
            .label=${facts.join(', ')}
          ></bli-picture>`
        : nothing
    }
  </div>`;
}

export function wordsOf(value: string): string {
  const words = countWords(value);
  return words === 1 ? t('1 word') : t('{0} words', formatCount(words));
}

/** All that a list of blocks says, for a count of its words. */
export function spokenIn(blocks: readonly Block[]): string {
  return blocks.map((block) => ('text' in block ? block.text : '')).join(' ');
}
