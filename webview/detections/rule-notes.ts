/** What its author says about a rule: why it matters, false positives, what to do, where to read on. */
import { html, nothing, type TemplateResult } from 'lit';
import type { RuleFacts } from '../../src/session/protocol/checks.ts';
import type { Inspector } from '../inspector.ts';
import { plain } from '../parts/plain.ts';
import { t } from '../texts.ts';

/** Lines of a note that are shown; the whole is in the file. */
const MOST_LINES = 200;

export function ruleNotes(inspector: Inspector, rule: RuleFacts): TemplateResult {
  const techniques = rule.threats.flatMap(({ framework, tactic, techniques: each }) =>
    (each.length > 0 ? each : [tactic ?? '']).map((technique) => `${framework}: ${technique}`),
  );
  return html`<section class="rule-notes" aria-label=${t('About the rule')}>
    ${markdown(rule.note)}
    ${rule.falsePositives.length > 0 ? html`<h3>${t('False positives')}</h3>${list(rule.falsePositives)}` : nothing}
    ${techniques.length > 0 ? html`<h3>${t('Where it belongs')}</h3>${list(techniques)}` : nothing}
    ${
      rule.references.length > 0
        ? html`<h3>${t('Read on')}</h3>
            <ul>
              ${rule.references.map((url) => html`<li>${reference(inspector, url)}</li>`)}
            </ul>`
        : nothing
    }
  </section>`;
}

function reference(inspector: Inspector, url: string): TemplateResult {
  if (!/^https:\/\//i.test(url)) return html`<span class="said">${plain(url)}</span>`;
  return html`<button type="button" class="link said" @click=${() => inspector.editor.openLink(url)}>${plain(url)}</button>`;
}

function list(texts: readonly string[]): TemplateResult {
  return html`<ul>
    ${texts.map((text) => html`<li class="said" dir="auto">${plain(text)}</li>`)}
  </ul>`;
}

/** Headings, lists and paragraphs of a note; all else of Markdown stays as it is written. */
function markdown(text: string): readonly TemplateResult[] {
  const made: TemplateResult[] = [];
  let points: string[] = [];
  let words: string[] = [];
  const flush = (): void => {
    if (points.length > 0) made.push(list(points));
    if (words.length > 0) made.push(html`<p class="said" dir="auto">${plain(words.join(' '))}</p>`);
    points = [];
    words = [];
  };
  for (const line of text.split('\n', MOST_LINES)) {
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
    const point = /^\s*[-*]\s+(.*)$/.exec(line)?.[1];
    if (heading !== undefined || line.trim() === '' || (point !== undefined && words.length > 0)) flush();
    if (heading !== undefined) made.push(html`<h3 class="said" dir="auto">${plain(heading)}</h3>`);
    else if (point !== undefined) points.push(point);
    else if (points.length > 0 && line.trim() !== '') points.push(`${points.pop()} ${line.trim()}`);
    else if (line.trim() !== '') words.push(line.trim());
  }
  flush();
  return made;
}
