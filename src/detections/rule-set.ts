/** Rules of several files as one set: no id twice, and what is wrong with each file. */

import { isKibanaExport, readKibanaExport } from './kibana.ts';
import type { Rule, RuleProblem } from './rule.ts';
import { type RuleFile, readRuleFile } from './rule-file.ts';

export class RuleSet {
  readonly rules: Rule[] = [];
  readonly problems: RuleProblem[] = [];
  private readonly known = new Set<string>();

  /** Takes rules that come with the inspector, but those that an own rule with the same id stands for. */
  addBuiltin(rules: readonly Rule[]): void {
    for (const rule of rules) {
      if (!this.known.has(rule.id)) this.rules.push(rule);
      this.known.add(rule.id);
    }
  }

  /** Takes the rules of a file. With `others`, a file that is TOML of another kind is passed over in silence. */
  add(path: string, text: string, { others }: { readonly others: boolean }): RuleFile {
    const read = isKibanaExport(path) ? readKibanaExport(path, text) : readRuleFile(path, text);
    if (!read.isRuleFile && others) return read;
    this.problems.push(...read.problems);
    for (const rule of read.rules) {
      if (this.known.has(rule.id)) {
        const message = `another rule has the id ${rule.id}; this one is left out`;
        this.problems.push({ path, line: 1, severity: 'warning', message });
      } else this.rules.push(rule);
      this.known.add(rule.id);
    }
    return read;
  }
}
