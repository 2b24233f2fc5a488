import type { ExportRuleReport } from "../../../../contract/index.ts";
import type { Item } from "../items.ts";
import { sidesDiffer } from "../targets/rules/answers.ts";
import type { AnyTarget, Rule, Target } from "../targets/target.ts";

const maxExamples = 5;

/** The rules of a target. No pair has two equal sides, whatever the target itself says: trainers learn from one in silence. */
export function rulesOf(target: AnyTarget): readonly Rule[] {
  const { rules, takes } = target as unknown as Target;
  if (takes !== "pair" || rules.some(({ name }) => name === sidesDiffer.name)) return rules;
  return [...rules, sidesDiffer as unknown as Rule];
}

/** Applies a target's rules to items, and counts what breaks them. */
export class RuleBook {
  readonly #rules: readonly Rule[];
  /** Whether a rule only warns: most targets have none. */
  readonly #hasWarnings: boolean;
  readonly #fixes: ReadonlySet<string>;
  readonly #reports: ExportRuleReport[];

  constructor(target: AnyTarget, fixes: ReadonlySet<string>) {
    this.#rules = rulesOf(target);
    this.#fixes = fixes;
    this.#hasWarnings = this.#rules.some(({ severity }) => severity === "warns");
    this.#reports = this.#rules.map((rule) => ({
      name: rule.name,
      says: rule.says,
      severity: rule.severity ?? "leaves-out",
      fix: rule.fix?.title ?? null,
      fixChosen: rule.fix !== undefined && fixes.has(rule.name),
      broken: 0,
      fixed: 0,
      examples: [],
    }));
  }

  get reports(): ExportRuleReport[] {
    return this.#reports;
  }

  /** Adds what the same rules found in the items that follow. */
  merge(reports: readonly ExportRuleReport[]): void {
    for (const [index, { broken, fixed, examples }] of reports.entries()) {
      const report = this.#reports[index] as ExportRuleReport;
      report.broken += broken;
      report.fixed += fixed;
      report.examples.push(...examples.slice(0, maxExamples - report.examples.length));
    }
  }

  /** @returns the item as it is written: itself, or mended; null when a rule leaves it out. */
  apply(item: Item): Item | null {
    // A fix may break a rule that held before: all are checked again, and none is fixed twice.
    const fixed = new Set<number>();
    let current = item;
    for (let index = 0; index < this.#rules.length; index++) {
      const rule = this.#rules[index] as Rule;
      const problem = rule.check(current);
      if (problem === null) continue;
      const mended = fixed.has(index) || !this.#fixes.has(rule.name) ? null : (rule.fix?.apply(current) ?? null);
      if (mended !== null && rule.check(mended) === null) {
        fixed.add(index);
        current = mended;
        index = -1;
      } else if (rule.severity !== "warns") {
        this.#note(index, item, problem);
        return null;
      }
    }
    if (fixed.size === 0 && !this.#hasWarnings) return current;
    // Only now: what is left out counts at the one rule that leaves it out.
    for (const index of fixed) (this.#reports[index] as ExportRuleReport).fixed++;
    for (const [index, rule] of this.#rules.entries()) {
      const problem = rule.severity === "warns" ? rule.check(current) : null;
      if (problem !== null) this.#note(index, item, problem);
    }
    return current;
  }

  #note(index: number, { id, recordId }: Item, problem: string): void {
    const report = this.#reports[index] as ExportRuleReport;
    report.broken++;
    if (report.examples.length < maxExamples) report.examples.push({ id, recordId, problem });
  }
}
