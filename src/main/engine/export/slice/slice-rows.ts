import { type ExportPreview, type ExportRuleReport, maxPreviewCharacters } from "../../../../contract/index.ts";
import type { Placed } from "../items/reading.ts";
import type { Item } from "../items.ts";
import { RuleBook } from "../preflight/rule-book.ts";
import { SetRules } from "../preflight/set-rules.ts";
import { RowTally } from "../preflight/tally.ts";
import type { ExportPlan } from "../request.ts";
import { splitKey, splitOf } from "../split/split-of.ts";
import { SplitWatch } from "../split/split-watch.ts";
import type { Target } from "../targets/target.ts";
import { getFileName } from "../targets/targets.ts";
import { lineWriter } from "../write/row-lines.ts";

export const maxFirstRows = 3;

/** The rows of one slice of items, and what is counted of them: data that crosses threads. */
export interface SliceRows {
  items: number;
  rows: number;
  /** In the order of the plan's parts. */
  splits: SliceSplit[];
  firstRows: ExportPreview["firstRows"];
  rules: readonly ExportRuleReport[];
  tally: RowTally["counts"];
  watch: SplitWatch["seen"];
  setRules: readonly unknown[];
}

export interface SliceSplit {
  rows: number;
  labels: { true: number; false: number };
  /** The rows as they stand in the file; empty when nothing is written. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Of the longest row. */
  longestBytes: number;
}

const encoder = new TextEncoder();

/**
 * Checks items and makes their rows.
 * @param before rows of each part that stand before these; only targets that number rows need them.
 * @param isWritten whether the rows' bytes are wanted.
 */
export function makeRows(plan: ExportPlan, placed: readonly Placed[], before: readonly number[], isWritten: boolean): SliceRows {
  const { parts, seed } = plan;
  const target = plan.target as unknown as Target;
  const rules = new RuleBook(plan.target, plan.fixes);
  const tally = new RowTally();
  const watch = new SplitWatch();
  const setRules = new SetRules(plan.target);
  const { toLine } = lineWriter(plan.target);
  const splits = parts.map(() => ({ rows: 0, labels: { true: 0, false: 0 }, texts: [] as string[], longest: 0 }));
  const firstRows: ExportPreview["firstRows"] = [];
  let rows = 0;
  for (const { item, taskId } of placed) {
    const checked: Item | null = rules.apply(item);
    if (checked === null) continue;
    const key = parts.length === 1 ? "" : splitKey(checked.prompt, taskId);
    const index = splitOf(key, parts, seed);
    if (taskId !== null && parts.length > 1) watch.note(splitKey(checked.prompt, null), index);
    const split = splits[index] as (typeof splits)[number];
    const { name } = parts[index] as (typeof parts)[number];
    const row = target.row(checked as never, { split: name, index: (before[index] ?? 0) + split.rows });
    const text = toLine(row, checked);
    setRules.see(row);
    if (isWritten) split.texts.push(text);
    split.longest = Math.max(split.longest, text.length);
    split.rows++;
    if ("label" in checked) split.labels[checked.label ? "true" : "false"]++;
    rows++;
    tally.add(checked);
    if (firstRows.length < maxFirstRows)
      firstRows.push({
        file: getFileName(plan.target, name),
        text: text.slice(0, maxPreviewCharacters).toWellFormed(),
        isCut: text.length > maxPreviewCharacters,
      });
  }
  return {
    items: placed.length,
    rows,
    splits: splits.map(({ texts, longest, ...split }) => ({
      ...split,
      bytes: encoder.encode(texts.join("")),
      // A UTF-16 unit takes at most three bytes.
      longestBytes: longest * 3,
    })),
    firstRows,
    rules: rules.reports,
    tally: tally.counts,
    watch: watch.seen,
    setRules: setRules.read(),
  };
}
