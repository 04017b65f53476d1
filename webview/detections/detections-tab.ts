/** The detections: rules on one side, what one of them found on the other. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import type { CheckAnswer } from '../../src/session/protocol/checks.ts';
import { formatCount } from '../format.ts';
import { icon, isTyping, Part } from '../parts/part.ts';
import { plain } from '../parts/plain.ts';
import '../parts/sash.ts';
import { targetButton } from '../parts/target-button.ts';
import { t } from '../texts.ts';
import type { Choice } from './checks.ts';
import './rule-detail.ts';
import './rule-list.ts';
import type { RuleList } from './rule-list.ts';

@customElement('bli-detections')
export class DetectionsTab extends Part {
  @query('bli-rule-list') private readonly list!: RuleList | null;
  private readonly onWindowKey = (event: KeyboardEvent) => this.onKey(event);

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.onWindowKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.onWindowKey);
  }

  override focus(): void {
    this.list?.focus();
  }

  protected override willUpdate(): void {
    const { inspector } = this;
    void inspector.checks.look();
    if (inspector.checks.rule(inspector.place.rule)) return;
    // Something is explained from the start: what fired first.
    const first = inspector.checks.groups[0]?.entries[0]?.rule.id;
    if (first !== undefined) inspector.chooseRule(first);
  }

  protected override render(): TemplateResult {
    const { checks } = this.inspector;
    if (checks.state.rules.length === 0 && checks.state.phase !== 'running') return this.noRules();
    return html`${this.bar()} ${this.notice()}
      <div class="rules-split">
        <div class="rules-list">
          <bli-rule-list .inspector=${this.inspector}></bli-rule-list>
          ${this.fileProblems()}
        </div>
        <div class="rules-detail" tabindex="-1">
          <bli-rule-detail .inspector=${this.inspector}></bli-rule-detail>
        </div>
      </div>`;
  }

  private noRules(): TemplateResult {
    const { state } = this.inspector.checks;
    return html`<div class="state" role="status">
      ${icon('shield')}
      <h2>${t('No detection rule')}</h2>
      <p class="dim said">${plain(state.reason ?? t('The settings name no rule file, and leave out the rules that come with the inspector.'))}</p>
      <div class="buttons">
        <vscode-button @click=${() => this.inspector.checks.edit(undefined)}>${t('New rule')}</vscode-button>
      </div>
    </div>`;
  }

  private bar(): TemplateResult {
    const { checks } = this.inspector;
    const { window } = checks.state;
    const choices: readonly (readonly [Choice, string, number])[] = [
      ['all', t('All'), checks.state.rules.length],
      ['fired', t('Fired'), checks.count('fired')],
      ['near', t('Near misses'), checks.count('near')],
      ['cannot-fire', t('Cannot fire'), checks.count('cannot-fire')],
    ];
    return html`<div class="filter rules-bar" role="search">
      <input
        class="rules-filter"
        type="search"
        aria-label=${t('Filter rules')}
        placeholder=${t('Filter rules by name, tag or state')}
        .value=${checks.filter}
        @input=${(event: Event) => checks.set({ filter: (event.target as HTMLInputElement).value })}
        @keydown=${this.onFilterKey}
      />
      <div class="chips" role="group" aria-label=${t('Which rules')}>
        ${choices.map(
          ([choice, name, count]) => html`<button
            type="button"
            aria-pressed=${String(checks.choice === choice)}
            @click=${() => checks.set({ choice })}
          >
            ${name} ${formatCount(count)}
          </button>`,
        )}
      </div>
      <span class="grow"></span>
      ${targetButton(this.inspector)}
      <select
        class="hide-narrow"
        aria-label=${t('Window')}
        .value=${window}
        ?disabled=${checks.running}
        @change=${(event: Event) => checks.run(undefined, (event.target as HTMLSelectElement).value === 'all' ? 'all' : 'rule')}
      >
        <option value="rule" ?selected=${window === 'rule'}>${t('As the rules run')}</option>
        <option value="all" ?selected=${window === 'all'}>${checks.target === undefined ? t('All records at once') : t('All times at once')}</option>
      </select>
      <button type="button" class="link gb hide-narrow" @click=${() => checks.edit(undefined)}>
        ${icon('add', 's')}${t('New rule')}
      </button>
      <button type="button" class="link gb" ?disabled=${checks.running} @click=${() => checks.run()}>
        ${icon('run-all', 's')}${t('Run all')}
      </button>
      <button
        type="button"
        class="link gb hide-narrow"
        ?disabled=${checks.state.answer === undefined}
        @click=${() => checks.save()}
      >
        ${icon('export', 's')}${t('SARIF')}
      </button>
    </div>`;
  }

  /** What is going on, or what has to be known about what is shown. */
  private notice(): TemplateResult | typeof nothing {
    const { checks } = this.inspector;
    const { phase, reason, stale, answer } = checks.state;
    const again = html`<vscode-button secondary @click=${() => checks.run()}>${t('Run again')}</vscode-button>`;
    if (phase === 'running') return this.running();
    if (phase === 'none' && checks.target !== undefined) return this.unasked(checks.target);
    if (phase === 'none') return this.line('info', t('The rules have not been checked on these records.'), again);
    if (phase === 'failed') return this.line('error', t('The check failed: {0}', reason ?? ''), again, true);
    if (phase === 'cancelled') {
      const said = answer ? t('The check was cancelled. What it had found is shown.') : t('The check was cancelled.');
      return this.line('circle-slash', said, again);
    }
    if (stale) return this.line('info', t('Records or rules have changed since this check.'), again);
    return checks.target === undefined || !answer ? nothing : this.fromCluster(checks.target, answer);
  }

  private unasked(target: string): TemplateResult {
    const run = html`<vscode-button @click=${() => this.inspector.checks.run()}>${t('Run all')}</vscode-button>`;
    return this.line('server', t('The rules have not been run on the cluster: {0}', target), run);
  }

  /** Where the findings come from. */
  private fromCluster(target: string, { range, window, took }: CheckAnswer): TemplateResult {
    const { clock } = this.inspector;
    const at = clock.fullOf(range.to);
    const ms = formatCount(Math.ceil(took));
    const said =
      window === 'rule'
        ? t('From the cluster {0}, each rule over its own window before {1}, in {2} ms', target, at, ms)
        : t('From the cluster {0}, over all times, at {1}, in {2} ms', target, at, ms);
    return this.line('server', said, html``);
  }

  private running(): TemplateResult {
    const { checks } = this.inspector;
    const { done, of } = checks.progress ?? { done: 0, of: 0 };
    const bar = html`<vscode-progress-bar
      class="progress"
      aria-label=${t('Checking the rules')}
      ?indeterminate=${of === 0}
      .value=${done}
      .max=${Math.max(1, of)}
    ></vscode-progress-bar>`;
    const said = of === 0 ? t('Checking the rules') : t('{0} of {1} rules', formatCount(done), formatCount(of));
    const stop = html`<vscode-button secondary @click=${() => checks.cancel()}>${t('Cancel')}</vscode-button>`;
    return html`${bar}${this.line('sync', said, stop)}`;
  }

  private line(symbol: string, said: string, way: TemplateResult, alert = false): TemplateResult {
    return html`<div class="load-line" role=${alert ? 'alert' : 'status'}>
      ${icon(symbol)}<span class="ell said">${plain(said)}</span><span class="grow"></span>${way}
    </div>`;
  }

  private fileProblems(): TemplateResult | typeof nothing {
    const { problems } = this.inspector.checks.state;
    if (problems.length === 0) return nothing;
    const said =
      problems.length === 1
        ? t('1 remark on rule files')
        : t('{0} remarks on rule files', formatCount(problems.length));
    return html`<details class="rule-files">
      <summary><span class="link">${said}</span></summary>
      <ul>
        ${problems.slice(0, 100).map(
          ({ path, line, message }) => html`<li class="said" dir="auto">
            ${plain(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))}:${line}: ${plain(message)}
          </li>`,
        )}
      </ul>
    </details>`;
  }

  private onFilterKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.inspector.checks.filter !== '') this.inspector.checks.set({ filter: '' });
    else if (event.key === 'ArrowDown' || event.key === 'Enter') this.list?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private onKey(event: KeyboardEvent): void {
    const { checks, place } = this.inspector;
    if (event.defaultPrevented || event.altKey || event.shiftKey) return;
    const run = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (run && place.rule !== undefined) checks.run([place.rule]);
    else if (event.ctrlKey || event.metaKey || isTyping(event)) return;
    else if (event.key === 'r') checks.run();
    else if (event.key === 'e' && place.rule !== undefined) checks.edit(place.rule);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'bli-detections': DetectionsTab;
  }
}
