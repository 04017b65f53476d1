/** The strip above a record: what it was, what it cost, how it ended. */
import { html, nothing, type TemplateResult } from 'lit';
import type { RecordView } from '../../src/session/protocol/protocol.ts';
import { type Part as FieldPart, guardrailOf, modelOf, numberOf, profileOf, shortCaller, textOf } from '../fields.ts';
import { ABSENT, formatCount, formatSeconds, formatSize } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { t } from '../texts.ts';
import { spokenIn, wordsOf } from './blocks.ts';
import { guardrailMark } from './cells.ts';
import { icon } from './part.ts';
import { plain, tip } from './plain.ts';

function fact(name: string, value: TemplateResult | string, title = ''): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd title=${title === '' ? nothing : tip(title)}>${value}</dd>
  </div>`;
}

const missing = html`<span class="dim">${ABSENT}</span>`;

const shown = (value: string | undefined): TemplateResult =>
  value === undefined ? missing : html`<bdi>${plain(value)}</bdi>`;

/** Reads the record's columns by part. */
export function reader(inspector: Inspector, view: RecordView) {
  return (part: FieldPart) => {
    const field = inspector.parts[part];
    return field === undefined ? undefined : view.columns[field];
  };
}

function tokensIn(read: ReturnType<typeof reader>): TemplateResult {
  const input = numberOf(read('input'));
  const cached = numberOf(read('cached'));
  if (input === undefined) return missing;
  const total = numberOf(read('total')) ?? (cached === undefined ? undefined : input + cached);
  if (cached === undefined || cached === 0) return html`${formatCount(input)}`;
  return html`${formatCount(input)}
    <span class="dim">${t('+ {0} cached = {1}', formatCount(cached), formatCount(total ?? input + cached))}</span>`;
}

function tokensOut(view: RecordView, read: ReturnType<typeof reader>): TemplateResult {
  const output = numberOf(read('output'));
  const { withheld } = view.conversation;
  const number = output === undefined ? missing : html`${formatCount(output)}`;
  return withheld.length === 0
    ? number
    : html`${number} <span class="dim">(${t('{0} withheld', wordsOf(spokenIn(withheld)))})</span>`;
}

function latency(read: ReturnType<typeof reader>): TemplateResult {
  const ms = numberOf(read('latency'));
  if (ms === undefined) return missing;
  const first = numberOf(read('firstByte'));
  const share = first === undefined || ms === 0 ? 0 : Math.min(1, first / ms);
  const seconds = t('{0} s', formatSeconds(ms));
  if (first === undefined) return html`${seconds}`;
  const width = `width:${Math.round(share * 100)}%`;
  return html`<span class="lat"
    >${seconds}<span class="split-bar" aria-hidden="true"><i .style=${width}></i><i></i></span
  ></span>`;
}

function ending(view: RecordView, read: ReturnType<typeof reader>): TemplateResult {
  const error = textOf(read('error'));
  if (error !== undefined) return errorMark(error);
  const state = guardrailOf(read('actions'), read('violation'));
  const stop = textOf(read('stop')) ?? view.conversation.stopReason;
  if (state === 'blocked')
    return html`${guardrailMark(state)} <span class="dim">${stop === undefined ? nothing : plain(stop)}</span>`;
  return shown(stop);
}

/** The name that tells callers apart stands out. */
function callerName(caller: string | undefined): TemplateResult {
  if (caller === undefined) return missing;
  const short = shortCaller(caller);
  const own = short.lastIndexOf('/') + 1;
  return html`<bdi>${plain(short.slice(0, own))}<b>${plain(short.slice(own))}</b></bdi>`;
}

function guardrail({ conversation }: RecordView, id: string | undefined): TemplateResult {
  const versions = [...new Set(conversation.assessments.flatMap(({ version }) => version ?? []))];
  if (versions.length === 0) return shown(id);
  return html`${shown(id)} <span class="dim"><bdi>${plain(t('version {0}', versions.join(', ')))}</bdi></span>`;
}

/** All facts, for the record page. */
export function recordFacts(inspector: Inspector, view: RecordView): TemplateResult {
  const read = reader(inspector, view);
  const model = modelOf(read('model'), read('modelId'));
  const modelId = textOf(read('modelId'));
  const caller = textOf(read('caller'));
  const served = textOf(read('servedBy'));
  const first = numberOf(read('firstByte'));
  const profile = profileOf(read('profile'), read('modelId'));
  const by = served === undefined ? nothing : t('served by {0}', served);
  return html`<dl class="facts">
    ${fact(t('Model'), html`${shown(model)} <span class="dim xs">${profile ?? nothing}</span>`, modelId)}
    ${fact(t('Operation'), shown(textOf(read('operation'))))}
    ${fact(t('Caller'), callerName(caller), caller)}
    ${fact(t('Region'), html`${shown(textOf(read('region')))} <span class="dim">${by}</span>`)}
    ${fact(t('Stop reason'), ending(view, read))} ${fact(t('Guardrail'), guardrail(view, textOf(read('guardrail'))))}
    ${fact(t('Tokens in'), tokensIn(read))} ${fact(t('Tokens out'), tokensOut(view, read))}
    ${fact(t('Latency'), latency(read))}
    ${fact(t('First byte'), first === undefined ? missing : t('{0} s', formatSeconds(first)))}
    ${fact(t('Size'), html`${formatSize(view.raw.bytes)} <span class="dim">${t('raw')}</span>`)}
    ${fact(t('Source'), sourceLink(inspector, view), view.source.path)}
  </dl>`;
}

/** Documents of a cluster are in no file. */
function sourceLink({ editor }: Inspector, { id, source }: RecordView): TemplateResult {
  const name = html`<bdi>${plain(fileName(source.path))}</bdi>`;
  if (source.line === 0) return name;
  return html`<span class="source"
    ><button type="button" class="link ell" @click=${() => editor.showSource(id)}>${name}</button
    ><span class="dim">${t('line {0}', formatCount(source.line))}</span></span
  >`;
}

/** UTF-16 units of a file's name that the strip has room for; its end tells more than its start. */
const NAME_UNITS = 20;

function fileName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.length > NAME_UNITS ? `…${name.slice(-NAME_UNITS)}` : name;
}

/** The four that matter, for the detail beside the table. */
export function shortFacts(inspector: Inspector, view: RecordView): TemplateResult {
  const read = reader(inspector, view);
  const input = numberOf(read('input'));
  const output = numberOf(read('output'));
  const ms = numberOf(read('latency'));
  return html`<dl class="facts short">
    ${fact(t('Tokens in'), input === undefined ? missing : formatCount(input))}
    ${fact(t('Tokens out'), output === undefined ? missing : formatCount(output))}
    ${fact(t('Latency'), ms === undefined ? missing : t('{0} s', formatSeconds(ms)))}
    ${end(read)}
  </dl>`;
}

/** The most telling of how it ended: an error, else a guardrail, else the stop reason. */
function end(read: ReturnType<typeof reader>): TemplateResult {
  const error = textOf(read('error'));
  if (error !== undefined) return fact(t('Error'), errorMark(error), error);
  const state = guardrailOf(read('actions'), read('violation'));
  return state === undefined
    ? fact(t('Stop reason'), shown(textOf(read('stop'))))
    : fact(t('Guardrail'), guardrailMark(state));
}

function errorMark(error: string): TemplateResult {
  return html`<span class="gb bad">${icon('error', 's')}<bdi>${plain(error)}</bdi></span>`;
}
