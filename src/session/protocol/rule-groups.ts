/** Rules by what came of them; for the sidebar and for the page. */
import type { CheckState, RuleFacts, RuleFinding, RuleOutcome, RuleSeverity } from './checks.ts';

export type GroupName =
  | 'fired'
  | 'near'
  | 'clear'
  | 'suppressed'
  | 'cannot-fire'
  | 'not-applicable'
  | 'unsupported'
  | 'error'
  | 'unchecked';

export interface Group {
  readonly name: GroupName;
  /** The most severe first, then by name. */
  readonly entries: readonly { readonly rule: RuleFacts; readonly outcome?: RuleOutcome }[];
}

const ORDER: readonly GroupName[] = [
  'fired',
  'error',
  'near',
  'suppressed',
  'clear',
  'cannot-fire',
  'unsupported',
  'not-applicable',
  'unchecked',
];
const SEVERITIES: readonly RuleSeverity[] = ['critical', 'high', 'medium', 'low'];

export function groupOf(outcome: RuleOutcome | undefined): GroupName {
  if (!outcome) return 'unchecked';
  if (outcome.state !== 'clear') return outcome.state;
  if (outcome.suppressed.length > 0) return 'suppressed';
  return outcome.nearMiss ? 'near' : 'clear';
}

/** Groups that hold a rule, what matters most first. */
export function groupsOf({ rules, answer }: Pick<CheckState, 'rules' | 'answer'>): readonly Group[] {
  const outcomes = new Map(answer?.outcomes.map((outcome) => [outcome.rule.id, outcome]));
  const entries = rules.map((rule) => {
    const outcome = outcomes.get(rule.id);
    return { rule, ...(outcome && { outcome }) };
  });
  const rank = ({ severity }: RuleFacts) => SEVERITIES.indexOf(severity);
  entries.sort((a, b) => rank(a.rule) - rank(b.rule) || (a.rule.name < b.rule.name ? -1 : 1));
  return ORDER.map((name) => ({ name, entries: entries.filter(({ outcome }) => groupOf(outcome) === name) })).filter(
    ({ entries: own }) => own.length > 0,
  );
}

/** Characters of a value that are shown in a line. */
const MOST_OF_VALUE = 80;

/** What a finding is about: the values of its group; of a long one its end, where names differ. */
export function subjectOf({ group }: Pick<RuleFinding, 'group'>): string {
  return group
    .filter(({ value }) => value !== null)
    .map(({ value }) => {
      const text = Array.isArray(value) ? value.join(', ') : String(value);
      return text.length > MOST_OF_VALUE ? `\u2026${text.slice(1 - MOST_OF_VALUE)}` : text;
    })
    .join(', ');
}
