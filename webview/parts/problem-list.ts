/** What could not be read: file, line, byte offset, reason. */
import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Problem } from '../../src/session/protocol/protocol.ts';
import { ABSENT, formatCount } from '../format.ts';
import { t } from '../texts.ts';
import { icon, Part } from './part.ts';
import { plain, tip } from './plain.ts';

@customElement('bli-problem-list')
export class ProblemList extends Part {
  override focus(): void {
    this.querySelector<HTMLElement>('button')?.focus();
  }

  protected override render(): TemplateResult {
    const { load } = this.inspector;
    const problems = load?.problems ?? [];
    const total = load?.problemsTotal ?? 0;
    const { seen = 0, read = 0, skipped = 0, failed = 0 } = load?.counts ?? {};
    const numbers = [seen, read, skipped, failed].map(formatCount);
    const first = t('The first {0} of {1}.', formatCount(problems.length), formatCount(total));
    return html`<div class="problems">
      <p>${t('{0} seen = {1} read + {2} skipped + {3} failed', ...numbers)}</p>
      ${this.skipped()}
      ${
        problems.length === 0
          ? html`<p class="dim">${t('Everything could be read.')}</p>`
          : html`<table class="t">
              <thead>
                <tr>
                  <th class="w-severity">${t('Kind')}</th>
                  <th class="w-place">${t('File')}</th>
                  <th class="w-line num">${t('Line')}</th>
                  <th class="w-offset num">${t('Byte offset')}</th>
                  <th>${t('Reason')}</th>
                </tr>
              </thead>
              <tbody>
                ${problems.map((problem) => this.row(problem))}
              </tbody>
            </table>`
      }
      ${total > problems.length ? html`<p class="dim">${first}</p>` : nothing}
    </div>`;
  }

  private skipped(): TemplateResult | typeof nothing {
    const kinds = Object.entries(this.inspector.load?.counts.skippedBy ?? {});
    if (kinds.length === 0) return nothing;
    return html`<p class="dim">
      ${t('Skipped: {0}', kinds.map(([kind, count]) => `${formatCount(count)} ${kind}`).join(', '))}
    </p>`;
  }

  private row(problem: Problem): TemplateResult {
    const whole = problem.line === 0;
    const { file, reason } = problem;
    return html`<tr>
      <td>
        <span class="gb ${problem.severity === 'error' ? 'bad' : 'warned'}"
          >${icon(problem.severity, 's')}${problem.severity === 'error' ? t('error') : t('warning')}</span
        >
      </td>
      <th scope="row" class="ell">
        <button
          type="button"
          class="link ell"
          title=${tip(file)}
          @click=${() => this.inspector.editor.showProblem(problem)}
        >
          <bdi>${plain(file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1))}</bdi>
        </button>
      </th>
      <td class="num">${whole ? ABSENT : formatCount(problem.line)}</td>
      <td class="num">${whole ? ABSENT : formatCount(problem.offset)}</td>
      <td class="wrap"><span class="said" dir="auto">${plain(reason)}</span></td>
    </tr>`;
  }
}
