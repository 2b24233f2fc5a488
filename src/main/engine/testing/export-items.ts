import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Item, Items } from "../export/items.ts";
import type { AnyTarget, Made, Row, Rule } from "../export/targets/target.ts";

/** The golden items, and a target's rules applied to them. */

/** Real items of every kind; see golden/SOURCE.md. */
export const goldenFolder = resolve(import.meta.dirname, "../export/targets/golden");
export const goldenItems = JSON.parse(readFileSync(resolve(goldenFolder, "items.json"), "utf8")) as { [K in keyof Items]: Items[K][] };

/** The names of the rules that an item breaks, in the target's order. */
export const brokenRules = (target: AnyTarget, item: Item): string[] =>
  (target.rules as readonly Rule[]).filter((rule) => rule.check(item) !== null).map(({ name }) => name);

/** The items of a target's kind that it writes: those that break no rule which leaves them out. */
export function soundItems(target: AnyTarget): Item[] {
  const strict = (target.rules as readonly Rule[]).filter(({ severity }) => severity !== "warns");
  return goldenItems[target.takes].filter((item) => strict.every((rule) => rule.check(item) === null));
}

/** Rows as the exporter makes them: one after the other, in one split. */
export const toRows = (target: AnyTarget, given: readonly Item[], split = "train"): Row[] =>
  given.map((item, index) => (target.row as (item: Item, place: { split: string; index: number }) => Row)(item, { split, index }));

/** An export of so many rows a split. */
export const madeOf = (
  target: AnyTarget,
  files: Record<string, { rows: number; split?: string; labels?: { true: number; false: number } }>,
): Made => ({
  target: target.name,
  splits: Object.entries(files).map(([file, { split, ...rest }]) => ({
    split: split ?? (file.split(".")[0] as string),
    file,
    sizeBytes: 1_000,
    ...rest,
  })),
});
