/** How a cluster's own pipeline maps the records, beside how they are mapped here: field by field, by cause. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { MappingCause, MappingDifference, MappingReport } from '../../src/session/protocol/clusters.ts';
import { ABSENT, formatCount } from '../format.ts';
import { reasonOf } from '../host.ts';
import type { Inspector } from '../inspector.ts';
import { icon, iconButton, Part } from '../parts/part.ts';
import { plain, tip } from '../parts/plain.ts';
import { t } from '../texts.ts';
import { CAUSES, causeText, causeTip, VERDICT_ICONS, type Verdict, verdictText } from './words.ts';

/** Fields that are listed; the filter finds the others. */
const MOST_FIELDS = 500;

type Choice = MappingCause | 'differing' | 'equal';

/** The head of the report, which takes the place of the tabs. */
export function mappingHead(inspector: Inspector): TemplateResult {
  return html`<nav class="crumbs" aria-label=${t('Where you are')}>
      <button type="button" class="link" @click=${() => inspector.close()}>${t('Invocations')}</button
      >${icon('chevron-right', 's')}
      <h1>${t('Mapping compared with a cluster')}</h1>
    </nav>
    <span class="grow"></span>
    ${iconButton('json', t('Open the report as JSON'), () => inspector.editor.mappingJson())}`;
}

@customElement('bli-mapping')
export class MappingView extends Part {
  @state() private report: MappingReport | null | undefined;
  @state() private failure = '';
  @state() private choice: Choice = 'differing';
  @state() private filter = '';
  private asked = -1;

  /** Takes the focus. */
  override focus(): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.mapping')?.focus());
  }

  protected override willUpdate(): void {
    const { reports } = this.inspector;
    if (this.asked === reports) return;
    this.asked = reports;
    void this.ask(reports);
  }

  private async ask(reports: number): Promise<void> {
    try {
      const report = await this.inspector.ask('mapping', {});
      if (this.asked !== reports) return;
      this.report = report;
      this.failure = '';
      this.choice = 'differing';
    } catch (error) {
      this.failure = reasonOf(error);
    }
  }

  protected override render(): TemplateResult {
    const { report, failure } = this;
    return html`<div class="mapping" tabindex="0" role="region" aria-label=${t('Mapping compared with a cluster')}>
      ${failure !== '' ? this.failed(failure) : report === undefined ? html`<p class="state dim" role="status">${t('Reading the report')}</p>` : report === null ? this.none() : this.page(report)}
    </div>`;
  }

  private failed(reason: string): TemplateResult {
    return html`<div class="state" role="alert">
      ${icon('error')}
      <h2>${t('The report cannot be read')}</h2>
      <p class="said" dir="auto">${plain(reason)}</p>
      <div class="buttons">
        <vscode-button @click=${() => void this.ask(this.asked)}>${t('Try again')}</vscode-button>
      </div>
    </div>`;
  }

  private none(): TemplateResult {
    return html`<div class="state" role="status">
      ${icon('server')}
      <h2>${t('No mapping has been compared')}</h2>
      <p class="dim">${t('A cluster with the integration maps the same records, without storing them, and the differences are shown here.')}</p>
      <div class="buttons">
        <vscode-button @click=${() => this.inspector.editor.withCluster('compareMapping', { kind: 'all' })}
          >${t('Compare mapping with cluster…')}</vscode-button
        >
      </div>
    </div>`;
  }

  private page(report: MappingReport): TemplateResult {
    const { target, pipeline, version, followed, records, of, equal, equalFields, failures } = report;
    const some = of > records ? t('The first {0} of {1} records', formatCount(records), formatCount(of)) : '';
    return html`<p class="said">
        ${plain(t('{0} records through {1} on {2}', formatCount(records), pipeline, target))}
        ${version === undefined || version === followed ? nothing : html`<span class="tag">${plain(t('version {0}, followed here is {1}', version, followed))}</span>`}
        ${some === '' ? nothing : html`<span class="tag">${some}</span>`}
      </p>
      <p class="dim">
        ${t('{0} records are equal in all but what is written around them; {1} fields are equal wherever they are.', formatCount(equal), formatCount(equalFields.length))}
      </p>
      ${this.bar(report)} ${this.table(report)}
      ${failures.length === 0 ? nothing : failed(failures)}`;
  }

  private bar({ differences, equalFields, followed }: MappingReport): TemplateResult {
    const count = (cause: MappingCause): number => differences.filter((one) => one.cause === cause).length;
    const causes = CAUSES.filter((cause) => count(cause) > 0);
    const choices: readonly (readonly [choice: Choice, name: string, count: number, tip: string])[] = [
      ['differing', t('All differences'), differences.length, ''],
      ...causes.map((cause) => [cause, causeText(cause), count(cause), causeTip(cause, followed)] as const),
      ['equal', t('Equal'), equalFields.length, ''],
    ];
    return html`<div class="mapping-bar" role="search">
      <input
        class="rules-filter"
        type="search"
        aria-label=${t('Filter fields')}
        placeholder=${t('Filter fields by name')}
        .value=${this.filter}
        @input=${(event: Event) => {
          this.filter = (event.target as HTMLInputElement).value;
        }}
      />
      <div class="chips" role="group" aria-label=${t('Which fields')}>
        ${choices.map(
          ([choice, name, fields, about]) => html`<button
            type="button"
            aria-pressed=${String(this.choice === choice)}
            title=${about === '' ? nothing : about}
            @click=${() => {
              this.choice = choice;
            }}
          >
            ${name} ${formatCount(fields)}
          </button>`,
        )}
      </div>
    </div>`;
  }

  private table({ differences, equalFields }: MappingReport): TemplateResult {
    const wanted = this.filter.trim().toLowerCase();
    const fits = (field: string): boolean => field.toLowerCase().includes(wanted);
    const rows =
      this.choice === 'equal'
        ? equalFields.filter(([field]) => fits(field)).map(([field, records]) => equalRow(field, records))
        : differences
            .filter(({ cause, field }) => (this.choice === 'differing' || this.choice === cause) && fits(field))
            .map((difference) => this.row(difference));
    if (rows.length === 0) return html`<p class="dim none">${t('No field fits the filter.')}</p>`;
    return html`<table class="t">
        <thead>
          <tr>
            <th class="w-field">${t('Field')}</th>
            <th class="w-verdict">${t('Difference')}</th>
            <th class="w-cause">${t('Cause')}</th>
            <th class="num w-records">${t('Records')}</th>
            <th>${t('Here')}</th>
            <th>${t('There')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, MOST_FIELDS)}
        </tbody>
      </table>
      ${rows.length > MOST_FIELDS ? html`<p class="xs dim">${t('The first {0} of {1}.', formatCount(MOST_FIELDS), formatCount(rows.length))}</p>` : nothing}`;
  }

  private row({ field, difference, cause, divergence, records, example }: MappingDifference): TemplateResult {
    const { editor } = this.inspector;
    const title = t('Open both documents of a record that differs');
    return html`<tr @click=${() => editor.mappingPair(example.record)}>
      <th scope="row" class="ell">
        <button type="button" class="link ell said" title=${`${tip(field)}\n${title}`}>${plain(field)}</button>
      </th>
      <td>${verdict(difference)}</td>
      <td class="ell" title=${divergence === undefined ? nothing : tip(divergence)}>${causeText(cause)}</td>
      <td class="num">${formatCount(records)}</td>
      <td class="ell said mono" title=${tip(example.here)}>${plain(example.here || ABSENT)}</td>
      <td class="ell said mono" title=${tip(example.there)}>${plain(example.there || ABSENT)}</td>
    </tr>`;
  }
}

function verdict(name: Verdict): TemplateResult {
  return html`<span class="gb">${icon(VERDICT_ICONS[name], 's')}${verdictText(name)}</span>`;
}

function equalRow(field: string, records: number): TemplateResult {
  return html`<tr>
    <th scope="row" class="ell said" title=${tip(field)}>${plain(field)}</th>
    <td>${verdict('equal')}</td>
    <td></td>
    <td class="num">${formatCount(records)}</td>
    <td></td>
    <td></td>
  </tr>`;
}

/** What the pipeline said where it failed. */
function failed(failures: MappingReport['failures']): TemplateResult {
  return html`<h2>${t('The pipeline failed')}</h2>
    <ul>
      ${failures.map(([reason, records]) => html`<li class="said" dir="auto">${formatCount(records)}: ${plain(reason)}</li>`)}
    </ul>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-mapping': MappingView;
  }
}
