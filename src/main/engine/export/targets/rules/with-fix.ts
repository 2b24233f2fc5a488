import type { Item } from "../../items.ts";
import type { Rule } from "../target.ts";

/** A rule with a change that may make it hold: where it does not, the item stays broken. */
export function withFix<I extends Item>(rule: Omit<Rule<I>, "fix">, title: string, change: <J extends I>(item: J) => J): Rule<I> {
  return {
    ...rule,
    fix: {
      title,
      apply(item) {
        const changed = change(item);
        return rule.check(changed) === null ? changed : null;
      },
    },
  };
}

/** The same rule, counted only: the item is written all the same. */
export const asWarning = <I extends Item>(rule: Rule<I>): Rule<I> => ({ ...rule, severity: "warns" });

/** The same rule, which leaves out what breaks it. */
export const asError = <I extends Item>(rule: Rule<I>): Rule<I> => ({ ...rule, severity: "leaves-out" });
