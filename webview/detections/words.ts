/** How rules and findings are put into words. */
import type {
  BelowThreshold,
  NamedCell,
  ReachedValue,
  RuleFacts,
  RuleOutcome,
  RuleSeverity,
} from '../../src/session/protocol/checks.ts';
import type { GroupName } from '../../src/session/protocol/rule-groups.ts';
import { ABSENT, formatCount, formatScore } from '../format.ts';
import { t } from '../texts.ts';

export function groupTitle(name: GroupName): string {
  const titles: { readonly [each in GroupName]: string } = {
    fired: t('Fired'),
    near: t('Near misses'),
    clear: t('Clear'),
    suppressed: t('Suppressed'),
    'cannot-fire': t('Cannot fire'),
    'not-applicable': t('Not applicable'),
    unsupported: t('Only on Elasticsearch'),
    error: t('Wrong'),
    unchecked: t('Not checked'),
  };
  return titles[name];
}

/** Codicon and the class of its colour. */
export const SIGNS: { readonly [name in GroupName]: readonly [icon: string, tone: string] } = {
  fired: ['flame', 'bad'],
  near: ['warning', 'near'],
  clear: ['pass', ''],
  suppressed: ['bell-slash', 'dim'],
  'cannot-fire': ['circle-slash', 'dim'],
  'not-applicable': ['dash', 'dim'],
  unsupported: ['cloud', 'dim'],
  error: ['error', 'bad'],
  unchecked: ['circle-outline', 'dim'],
};

export function severityText(severity: RuleSeverity): string {
  const texts = { critical: t('Critical'), high: t('High'), medium: t('Medium'), low: t('Low') };
  return texts[severity];
}

/** Places in public catalogues as tags name them: `OWASP LLM01: ...`, `MITRE ATLAS: AML.T0054 ...`, `Mitre Atlas: T0051`. */
const OWASP = /\bLLM\d{2}\b/;
const ATLAS = /\bAML\.T\d{4}(?:\.\d{3})?\b|\batlas: (T\d{4}(?:\.\d{3})?)\b/i;

/** The short name of a rule's place in a public catalogue: `LLM01`, `AML.T0054`. */
export function shortTag({ tags }: RuleFacts): string {
  const owasp = tags.map((tag) => OWASP.exec(tag)?.[0]).find((found) => found !== undefined);
  if (owasp !== undefined) return owasp;
  const atlas = tags.map((tag) => ATLAS.exec(tag)).find((found) => found !== null);
  return atlas ? (atlas[1] === undefined ? atlas[0] : `AML.${atlas[1]}`) : '';
}

/** Tags that are worth a badge: catalogues, not what every rule of this kind says. */
export function catalogueTags({ tags }: RuleFacts): readonly string[] {
  return tags.filter((tag) => OWASP.test(tag) || ATLAS.test(tag));
}

export function amount(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatScore(value);
}

/** `9 ≥ 3`, `0.8 > 0.5` */
export function comparison({ value, needed, exceed }: ReachedValue): string {
  return `${amount(value)} ${exceed ? '>' : '≥'} ${amount(needed)}`;
}

/** `4 of 5` */
export function share({ value, needed, exceed }: ReachedValue): string {
  return exceed
    ? t('{0} of more than {1}', amount(value), amount(needed))
    : t('{0} of {1}', amount(value), amount(needed));
}

/** What the list says at the end of a rule's line. */
export function resultText(outcome: RuleOutcome | undefined): string {
  if (!outcome) return '';
  const { state, findings, findingsTotal, nearMiss, missing, suppressed } = outcome;
  if (state === 'fired') {
    const [reached] = findings[0]?.reached ?? [];
    if (findingsTotal === 1 && reached) return comparison(reached);
    return findingsTotal === 1 ? t('1 finding') : t('{0} findings', formatCount(findingsTotal));
  }
  if (nearMiss) return share(nearMiss.reached);
  if (missing !== undefined) return t('needs {0}', missing);
  if (suppressed.length > 0) return t('until {0}', suppressed[0]?.until ?? '');
  return '';
}

export function valueText(value: NamedCell['value']): string {
  if (value === null || value === undefined) return ABSENT;
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}

/** Of a caller's address the end tells who it is. */
export function shortValue(text: string): string {
  const slash = text.indexOf('/');
  return text.startsWith('arn:') && slash > 0 ? `…${text.slice(slash)}` : text;
}

export function groupText(group: readonly NamedCell[]): string {
  return group
    .filter(({ value }) => value !== null)
    .map(({ value }) => shortValue(valueText(value)))
    .join(', ');
}

/** How much of the needed count is still missing. */
export function missingText({ reached: { value, needed, exceed } }: BelowThreshold): string {
  return exceed ? t('needs more than {0}', amount(needed)) : t('{0} more needed', amount(needed - value));
}

/** Fields that only documents of the extended profile have. */
export function extendedFields({ query }: RuleFacts): readonly string[] {
  return [...new Set(query.match(/\bbedrock_logs(?:\.[a-z_0-9]+)+/g) ?? [])].sort();
}

/** Minutes, hours, days: `60 min`, `6 h`, `14 d`. */
export function spanText(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 120 || minutes % 60 !== 0) return t('{0} min', amount(minutes));
  const hours = minutes / 60;
  return hours < 48 || hours % 24 !== 0 ? t('{0} h', amount(hours)) : t('{0} d', amount(hours / 24));
}
