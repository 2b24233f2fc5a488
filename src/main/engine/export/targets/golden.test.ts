import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenRules, goldenFolder, goldenItems, madeOf, soundItems, toRows } from "../../testing/export-items.ts";
import type { RecordItem } from "../items.ts";
import { getFileName, targets } from "./targets.ts";

/** What each target writes of real items; see golden/SOURCE.md. */

describe("golden files", () => {
  it.each(targets.map((target) => [target.name, target] as const))("%s", async (name, target) => {
    const items = soundItems(target);
    expect(items.length).toBeGreaterThan(1);
    const rows = toRows(target, items);
    const toLine = (i: number) =>
      (target.line as ((item: RecordItem) => string) | undefined)?.(items[i] as RecordItem) ?? JSON.stringify(rows[i]);
    await expect(`${rows.map((_, i) => toLine(i)).join("\n")}\n`).toMatchFileSnapshot(join(goldenFolder, `${name}.jsonl`));
    const made = madeOf(target, {
      [getFileName(target, "train")]: { rows: 9, split: "train" },
      [getFileName(target, "test")]: { rows: 1, split: "test" },
      [getFileName(target, "empty")]: { rows: 0, split: "empty" },
    });
    for (const file of target.extraFiles?.(made) ?? [])
      await expect(file.text).toMatchFileSnapshot(join(goldenFolder, `${name}.${file.name}`));
  });

  it("say which rules the items break", async () => {
    const lines = targets.flatMap((target) =>
      goldenItems[target.takes].flatMap((item) => {
        const broken = brokenRules(target, item);
        return broken.length === 0 ? [] : [`${target.name} ${item.id}: ${broken.join(", ")}`];
      }),
    );
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(join(goldenFolder, "broken-rules.txt"));
  });

  it.each(targets.map((target) => [target.name, target] as const))("%s: rows are JSON, and columns those of every row", (_, target) => {
    for (const row of toRows(target, soundItems(target))) {
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);
      if (target.columns !== undefined) expect(Object.keys(row).sort()).toEqual(target.columns.map(({ name }) => name).sort());
    }
  });
});
