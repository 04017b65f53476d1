/** Which rules are to be checked on what arrives, and what of it is new. Pure. */
import type { RuleFacts, RuleFinding, RuleOutcome } from '../../session/protocol/checks.ts';

/** Findings that are remembered; of more, the oldest may be told again. */
const MOST_TOLD = 10_000;

/** Each rule at its interval, and only when records have come since it was last checked. */
export class RuleClock {
  private readonly runs = new Map<string, { readonly at: number; readonly records: number }>();

  /** The ids of the rules that are due, which count as run from here on. `now` in epoch ms. */
  due(rules: readonly RuleFacts[], now: number, records: number): string[] {
    const due = rules.filter(({ id, interval }) => {
      const last = this.runs.get(id);
      return records > (last?.records ?? 0) && (last === undefined || now - last.at >= interval);
    });
    for (const { id } of due) this.runs.set(id, { at: now, records });
    return due.map(({ id }) => id);
  }
}

/** Findings that nobody was told of yet. */
export class ToldFindings {
  private readonly told = new Set<string>();

  /** The new findings of each rule that has some. */
  fresh(
    outcomes: readonly RuleOutcome[],
  ): { readonly outcome: RuleOutcome; readonly findings: readonly RuleFinding[] }[] {
    return outcomes.flatMap((outcome) => {
      const findings = outcome.findings.filter((finding) => {
        const key = JSON.stringify([outcome.rule.id, identityOf(finding)]);
        if (this.told.has(key)) return false;
        this.told.add(key);
        return true;
      });
      for (const oldest of this.told) {
        if (this.told.size <= MOST_TOLD) break;
        this.told.delete(oldest);
      }
      return findings.length > 0 ? [{ outcome, findings }] : [];
    });
  }
}

/** The same group is the same finding, however its counts grow; without groups, the first time tells. */
function identityOf({ first, group, values }: RuleFinding): unknown {
  if (group.length > 0) return group.map(({ name, value }) => [name, value]);
  return values.length > 0 ? [first, ...values] : first;
}
