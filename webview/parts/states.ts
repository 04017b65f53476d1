/**
 * What stands where the table would be: nothing opened yet, nothing found, nothing readable. And the line above it while
 * reading.
 */
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import type { FollowState, LoadState } from '../../src/session/protocol/protocol.ts';
import { formatCount, formatSize } from '../format.ts';
import type { Inspector } from '../inspector.ts';
import { isNarrow } from '../places.ts';
import { t } from '../texts.ts';
import { icon } from './part.ts';
import { plain } from './plain.ts';

function way(symbol: string, title: string, text: string, buttons: TemplateResult): TemplateResult {
  return html`<section class="way">
    ${icon(symbol)}
    <div>
      <h2>${title}</h2>
      <p class="dim">${text}</p>
    </div>
    <div class="buttons">${buttons}</div>
  </section>`;
}

export function startView(inspector: Inspector): TemplateResult {
  const open = (what: 'files' | 'folder' | 'samples') => () => inspector.editor.openFiles(what);
  return html`<div class="start">
    <h1>${t('Read what your Bedrock models were asked and answered')}</h1>
    <p class="dim">${t('Invocation logs stay on this machine. Nothing is sent anywhere.')}</p>
    ${way(
      'folder-opened',
      t('Open files or a folder'),
      t(
        'Gzip, NDJSON, pretty JSON and CloudWatch exports, mixed or nested. What cannot be read is counted and listed.',
      ),
      html`<vscode-button class="primary" @click=${open('files')}>${t('Open files…')}</vscode-button
        ><vscode-button secondary @click=${open('folder')}>${t('Open folder…')}</vscode-button>`,
    )}
    ${way(
      'beaker',
      t('Open sample logs'),
      t(
        'A week of an invented company: many models, a throttling incident and someone who probes the guardrails. Works offline.',
      ),
      html`<vscode-button secondary @click=${open('samples')}>${t('Open samples')}</vscode-button>`,
    )}
    <p class="start-foot xs dim">
      <span><kbd>F1</kbd> ${t('“Bedrock Logs:” lists every command')}</span>
    </p>
  </div>`;
}

/** The line above the table while a session is read. */
export function loadLine(inspector: Inspector, load: LoadState): TemplateResult | typeof nothing {
  if (load.phase === 'loading') return reading(inspector, load);
  const { rows } = inspector;
  if (rows.failure !== undefined && rows.mistake === undefined && rows.matched !== undefined)
    return html`<div class="load-line" role="alert">
      ${icon('error')}<b>${t('The rows could not be read')}</b>
      <span class="dim ell">${plain(rows.failure)}</span><span class="grow"></span>
      <vscode-button secondary @click=${() => rows.refresh()}>${t('Try again')}</vscode-button>
    </div>`;
  if (load.mayFollow) return tailingEnded(inspector, load);
  if (load.phase === 'cancelled' && load.counts.read > 0) {
    const numbers = [load.counts.read, load.files.done, load.files.total].map(formatCount);
    return html`<div class="load-line" role="region" aria-label=${t('Reading')}>
      ${icon('circle-slash')}<b>${t('Reading was cancelled.')}</b>
      <span class="dim">${t('These are the {0} records of the first {1} of {2} files.', ...numbers)}</span
      ><span class="grow"></span>
      <vscode-button @click=${() => inspector.editor.goOn()}>${t('Go on')}</vscode-button>
      <vscode-button secondary @click=${() => inspector.editor.openFiles('files')}>${t('Open files…')}</vscode-button>
    </div>`;
  }
  if (load.phase === 'failed' && load.counts.read > 0) {
    return html`<div class="load-line" role="region" aria-label=${t('Reading')}>
      ${icon('error')}<b>${t('Not everything could be read.')}</b>
      <span class="dim ell">${plain(load.reason ?? '')}</span><span class="grow"></span>
      <vscode-button @click=${() => inspector.editor.goOn()}>${t('Go on')}</vscode-button>
      <vscode-button secondary @click=${() => inspector.editor.openFiles('files')}>${t('Open files…')}</vscode-button>
    </div>`;
  }
  return nothing;
}

function reading(inspector: Inspector, load: LoadState): TemplateResult {
  if (load.following) return tailing(inspector, load, load.following);
  const { files, bytes, counts, covered } = load;
  // Of a range of time in CloudWatch nobody knows how many bytes it holds, only how much of it has been read.
  const [done, total] = covered === undefined ? [bytes.done, bytes.total] : [covered, 1];
  const known = total > 0;
  const amount = covered === undefined ? amountRead(load) : t('{0} % of the time', Math.floor(100 * covered));
  return html`<section aria-label=${t('Reading')}>
    <vscode-progress-bar
      class="progress"
      aria-label=${t('Reading')}
      ?indeterminate=${!known}
      .value=${done}
      .max=${Math.max(1, total)}
    ></vscode-progress-bar>
    <div class="load-line">
      ${icon('loading', 'spin')}<b>${t('Reading')}</b>
      <span>${covered === undefined ? t('{0} of {1} files', formatCount(files.done), formatCount(files.total)) : amount}</span>
      <span class="dim">${covered === undefined ? amount : nothing}</span>
      <span class="dim">${t('{0} records so far', formatCount(counts.read))}</span><span class="grow"></span>
      <vscode-button secondary @click=${() => inspector.editor.cancelLoad()}
        >${t('Cancel, keep what is read')}</vscode-button
      >
    </div>
  </section>`;
}

function amountRead({ bytes }: LoadState): string | typeof nothing {
  return bytes.total > 0 ? t('{0} of {1}', formatSize(bytes.done), formatSize(bytes.total)) : nothing;
}

/** What arrives comes by itself; how fast is said in the status bar. */
function tailing(
  inspector: Inspector,
  { trimmed = 0 }: LoadState,
  { by, records, sampled }: FollowState,
): TemplateResult {
  return html`<section class="load-line" aria-label=${t('Tailing')}>
    ${icon('radio-tower')}<b>${t('Tailing')}</b>
    <span>${by === 'live tail' ? t('by live tail') : t('by polling')}</span>
    <span class="dim">${t('{0} records have come', formatCount(records))}</span>
    ${sampled ? html`<span>${t('More arrives than CloudWatch sends')}</span>` : nothing}
    ${trimmed > 0 ? html`<span class="dim">${t('{0} older ones were let go', formatCount(trimmed))}</span>` : nothing}
    <span class="grow"></span>
    <vscode-button secondary @click=${() => inspector.editor.cancelLoad()}>${t('Stop Tailing')}</vscode-button>
  </section>`;
}

/** A tail that was stopped, cut, or came back with its panel: what has come since is not here. */
function tailingEnded(inspector: Inspector, { counts, phase, reason, trimmed = 0 }: LoadState): TemplateResult {
  const here = t('{0} records are here. What has come since then is not.', formatCount(counts.read - trimmed));
  const why = phase === 'failed' ? html`<span class="dim ell">${plain(reason ?? '')}</span>` : nothing;
  return html`<section class="load-line" aria-label=${t('Tailing')}>
    ${icon(phase === 'failed' ? 'error' : 'circle-slash')}<b>${t('Not tailed any more.')}</b>
    <span class="dim">${here}</span>${why}<span class="grow"></span>
    <vscode-button @click=${() => inspector.editor.goOn()}>${t('Tail on')}</vscode-button>
  </section>`;
}

function state(symbol: string, title: string, text: string, buttons: TemplateResult, alert = false): TemplateResult {
  return html`<div class="state" role=${alert ? 'alert' : 'status'}>
    ${icon(symbol)}
    <h2>${title}</h2>
    <p class="dim said" dir="auto">${plain(text)}</p>
    <div class="buttons">${buttons}</div>
  </div>`;
}

/** What stands in the table's place; undefined if there are rows or will be. */
export function tableState(inspector: Inspector): TemplateResult | undefined {
  const { load, rows, place } = inspector;
  if (load === undefined) return undefined;
  const open = html`<vscode-button @click=${() => inspector.editor.openFiles('files')}
    >${t('Open files…')}</vscode-button
  >`;
  const problems = html`<vscode-button secondary @click=${() => inspector.go({ ...inspector.place, view: 'problems' })}
    >${t('Show problems')}</vscode-button
  >`;
  if (load.counts.read === 0 && load.phase === 'failed')
    return state(
      'error',
      t('The logs could not be read'),
      load.reason ?? '',
      html`${open}${load.problemsTotal > 0 ? problems : nothing}`,
      true,
    );
  if (load.counts.read === 0 && load.phase === 'cancelled')
    return state('circle-slash', t('Reading was cancelled'), t('No record had been read.'), open);
  if (load.counts.read === 0 && load.phase === 'done' && load.documents) {
    const text = t(
      '{0} documents of metrics are loaded. The overview shows them, and queries read them.',
      formatCount(load.documents),
    );
    return state('graph', t('Metrics, and no invocations'), text, open);
  }
  if (load.counts.read === 0 && load.phase === 'done') {
    const why =
      load.counts.seen === 0
        ? t('The files hold no record.')
        : t('{0} entries were seen, none of them an invocation record.', formatCount(load.counts.seen));
    return state(
      'info',
      t('No invocation in these files'),
      why,
      html`${open}${load.problemsTotal > 0 ? problems : nothing}`,
    );
  }
  if (rows.failure !== undefined && rows.matched === undefined) {
    return state(
      'error',
      t('The rows could not be read'),
      rows.failure,
      html`<vscode-button @click=${() => rows.refresh()}>${t('Try again')}</vscode-button>`,
      true,
    );
  }
  if (rows.stopped)
    return state(
      'circle-slash',
      t('Reading texts was stopped'),
      t('What was read is kept: it goes on where it stopped.'),
      html`<vscode-button @click=${() => inspector.refresh()}>${t('Go on')}</vscode-button
        ><vscode-button secondary @click=${() => inspector.filter({ where: undefined })}
          >${t('Clear filter')}</vscode-button
        >`,
    );
  if (rows.mistake !== undefined)
    return state(
      'error',
      t('The filter cannot be read'),
      rows.mistake.message,
      html`<vscode-button @click=${() => inspector.filter({ where: undefined })}>${t('Clear filter')}</vscode-button>`,
    );
  if (rows.matched === 0 && isNarrow(place.selection)) return nothingLeft(inspector);
  return undefined;
}

/** The search, the filter or the range of time leaves nothing: each can be given up by itself. */
function nothingLeft(inspector: Inspector): TemplateResult {
  const { search, where, range } = inspector.place.selection;
  const way = (label: string, run: () => void) => html`<vscode-button secondary @click=${run}>${label}</vscode-button>`;
  return state(
    'search',
    search === '' ? t('No record fits the filter') : t('No record holds this text'),
    [search, where ?? ''].filter((part) => part !== '').join(', '),
    html`${search === '' ? nothing : way(t('Clear search'), () => inspector.search(''))}
    ${where === undefined ? nothing : way(t('Clear filter'), () => inspector.filter({ where: undefined }))}
    ${range === undefined ? nothing : way(t('All times'), () => inspector.filter({ range: undefined }))}`,
  );
}
