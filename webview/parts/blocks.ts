/** The blocks of a turn. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Block } from '../../src/ecs/model.ts';
import { countWords, formatCount, formatSize } from '../format.ts';
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
}

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
      return framed('tools', block.name, [block.id ?? ''], formatSize(block.input.length), json(block.input, view));
    case 'tool-result': {
      const title = block.name === undefined ? t('result') : t('result of {0}', block.name);
      const body = block.blocks.map((inner) => resultOf(inner, view));
      return framed('output', title, [block.id ?? ''], block.status ?? '', html`${body}`);
    }
    case 'media':
      return media(block);
    case 'guarded':
      return framed('shield', t('guarded text'), block.qualifiers, '', text(block.text, view));
    case 'cache-point':
      return html`<div class="rule-line"><span>${t('cache point')}</span></div>`;
    default:
      return framed('json', block.type, [], formatSize(block.json.length), json(block.json, view));
  }
}

/** JSON in a result needs no frame of its own. */
function resultOf(block: Block, view: BlockView): TemplateResult {
  if (block.kind === 'other' && block.type === 'json') return json(block.json, view);
  return block.kind === 'text' && looksLikeJson(block.text) ? json(block.text, view) : blockOf(block, view);
}

function text(value: string, view: BlockView): TemplateResult {
  return html`<bli-long-text .text=${value} .marks=${view.marks} .unfolded=${view.unfolded}></bli-long-text>`;
}

function json(value: string, view: BlockView): TemplateResult {
  return html`<bli-json-text .text=${value} .unfolded=${view.unfolded}></bli-json-text>`;
}

const looksLikeJson = (value: string): boolean => /^\s*[[{]/.test(value) && /[\]}]\s*$/.test(value);

function head(symbol: string, title: string, notes: readonly string[], right: string): TemplateResult {
  return html`${icon(symbol, 's')}<b class="said ell" dir="auto" title=${tip(title)}>${plain(title)}</b>${notes
    .filter((note) => note !== '')
    .map((note) => html`<span class="said ell" dir="auto" title=${tip(note)}>${plain(note)}</span>`)}<span
      class="grow"
    ></span
    >${right === '' ? nothing : html`<span>${right}</span>`}`;
}

function framed(
  symbol: string,
  title: string,
  notes: readonly string[],
  right: string,
  body: TemplateResult,
): TemplateResult {
  return html`<div class="block">
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
): TemplateResult {
  return html`<details class="block" .open=${(view?.unfolded ?? 0) > 0}>
    <summary class="block-head">
      ${head(symbol, title, notes, '')}<span class="link when-closed">${t('Show')}</span
      ><span class="link when-open">${t('Hide')}</span>
    </summary>
    ${body}
  </details>`;
}

function media(block: Extract<Block, { kind: 'media' }>): TemplateResult {
  const what = block.format ? `${block.media}/${block.format}` : block.media;
  const size = block.bytes === undefined ? '' : formatSize(block.bytes);
  const facts = [block.name ?? '', what, size, block.uri ?? ''].filter((fact) => fact !== '');
  return html`<div class="media">
    ${icon(MEDIA_ICONS[block.media], 's')}<span class="said" dir="auto">${plain(facts.join(', '))}</span>
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
