import { describe, expect, it } from "vitest";
import { brokenRules, goldenItems } from "../../testing/export-items.ts";
import { unmendable, violations } from "../../testing/export-violations.ts";
import type { Item } from "../items.ts";
import type { AnyTarget, Rule } from "./target.ts";
import { targets } from "./targets.ts";

/** Each rule of each target sees what breaks it, before any other does, and its fix mends what can be mended. */

/** A real item that breaks no rule of the target. */
const findSound = (target: AnyTarget) => goldenItems[target.takes].find((item) => brokenRules(target, item).length === 0) as Item;

const plant = (item: Item, rule: string, name: string): Item => ({ ...item, ...violations[rule]?.[name]?.(item as never) }) as Item;

const cases = targets.flatMap((target) =>
  (target.rules as readonly Rule[]).flatMap((rule) =>
    Object.keys(violations[rule.name] ?? {}).map((name) => [target.name, rule.name, name, target, rule] as const),
  ),
);

describe("the rules of all targets", () => {
  it("have a violation each, and no violation is left over", () => {
    const named = new Set(targets.flatMap(({ rules }) => rules.map(({ name }) => name)));
    expect(Object.keys(violations).sort()).toEqual([...named].sort());
  });

  it.each(targets.map((target) => [target.name, target] as const))("of %s have different names, and hold for a real item", (_, target) => {
    const names = target.rules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(findSound(target)).toBeDefined();
  });

  it.each(cases)("%s: %s sees %s", (_, ruleName, name, target, rule) => {
    const broken = plant(findSound(target), ruleName, name);
    expect(rule.check(broken)).toMatch(/^[A-Z].*\.$/);
    expect(brokenRules(target, broken)[0]).toBe(ruleName);
  });

  it.each(cases.filter(([, , , , { fix }]) => fix !== undefined))("%s: the fix of %s mends %s", (_, ruleName, name, target, rule) => {
    const broken = plant(findSound(target), ruleName, name);
    const mended = rule.fix?.apply(broken) ?? null;
    if (unmendable.has(name)) return expect(mended).toBeNull();
    const others = brokenRules(target, broken).filter((other) => other !== ruleName);
    expect(others).toEqual(expect.arrayContaining(brokenRules(target, mended as Item)));
  });
});
