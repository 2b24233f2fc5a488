import { hash } from "node:crypto";
import { join } from "node:path";
import { AssayError, type Signal } from "../../../../contract/index.ts";
import { shorten } from "../../base/json-value.ts";
import { type ExportFolder, openExportFolder } from "./export-folder.ts";
import { parsePrompt } from "./parse-prompt.ts";
import { RowReader } from "./row-reader.ts";

/** As `diff --json` prints it. */
export interface ExportDiff {
  equal: boolean;
  /** Of every file of rows that either has. */
  files: FileDiff[];
  /** Files beside the rows that differ, the manifest apart. */
  other_files: { file: string; change: "added" | "removed" | "changed" }[];
  /** The first rows that differ, at most 100. Line numbers are from 1; null where it has none there. */
  rows: RowDiff[];
}

interface FileDiff {
  file: string;
  rows_a: number;
  rows_b: number;
  added: number;
  removed: number;
  /** Rows with the same prompt that say something else. */
  changed: number;
  /** Rows that stood in another file. */
  moved: number;
}

export interface RowDiff {
  change: "added" | "removed" | "changed" | "moved";
  file: string;
  line_a: number | null;
  line_b: number | null;
  /** Of the row, cut at 200 characters; its own beginning where it names no prompt. */
  prompt: string;
}

const maxRows = 100;
const maxPromptCharacters = 200;

/** A row that the other export does not have in this file. */
interface Left {
  file: string;
  line: number;
  row: string;
  prompt: string | null;
  head: string;
}

/**
 * Compares two exports by their rows; where a row stands in its file does not count.
 * @param scratch a private folder for tables.
 * @throws AssayError not_found, refused (no export), damaged, disk_full, cancelled, io …
 */
export async function diffExports(a: string, b: string, { scratch, signal }: { scratch: string; signal: Signal }): Promise<ExportDiff> {
  const [before, after] = [await openExportFolder(a), await openExportFolder(b)];
  const reader = new RowReader(scratch, signal);
  try {
    const removed: Left[] = [];
    const added: Left[] = [];
    const files: FileDiff[] = [];
    for (const file of [...new Set([...before.rowFiles, ...after.rowFiles])]) {
      if (signal.aborted) throw new AssayError("cancelled", "The comparison was stopped.");
      files.push(await diffFile(reader, { file, before, after, removed, added }));
    }
    const rows = pair(removed, added);
    for (const { change, file } of rows) (files.find((one) => one.file === file) as FileDiff)[change]++;
    const others = diffOthers(before, after);
    return { equal: rows.length === 0 && others.length === 0, files, other_files: others, rows: rows.slice(0, maxRows) };
  } finally {
    await reader.close();
  }
}

interface Sides {
  file: string;
  before: ExportFolder;
  after: ExportFolder;
  removed: Left[];
  added: Left[];
}

/** Finds the rows of one file that only one side has. Holds a hash for each row of one side. */
async function diffFile(reader: RowReader, { file, before, after, removed, added }: Sides): Promise<FileDiff> {
  const unmatched = new Map<string, number>();
  let [rowsA, rowsB] = [0, 0];
  for await (const [, row] of rowsOf(reader, before, file)) {
    const key = rowKey(row);
    unmatched.set(key, (unmatched.get(key) ?? 0) + 1);
    rowsA++;
  }
  for await (const [line, row] of rowsOf(reader, after, file)) {
    rowsB++;
    if (!take(unmatched, rowKey(row))) added.push(toLeft(file, line, row));
  }
  // What is still unmatched stands only in A; one more pass says where.
  if (unmatched.size > 0)
    for await (const [line, row] of rowsOf(reader, before, file)) if (take(unmatched, rowKey(row))) removed.push(toLeft(file, line, row));
  return { file, rows_a: rowsA, rows_b: rowsB, added: 0, removed: 0, changed: 0, moved: 0 };
}

async function* rowsOf(reader: RowReader, { path, rowFiles }: ExportFolder, file: string): AsyncGenerator<[line: number, row: string]> {
  if (!rowFiles.includes(file)) return;
  let line = 0;
  for await (const rows of reader.read(join(path, file))) for (const row of rows) yield [++line, row];
}

const rowKey = (row: string) => hash("sha256", row, "base64").slice(0, 22);

function take(counts: Map<string, number>, key: string): boolean {
  const count = counts.get(key);
  if (count === undefined) return false;
  if (count === 1) counts.delete(key);
  else counts.set(key, count - 1);
  return true;
}

function toLeft(file: string, line: number, row: string): Left {
  const prompt = parsePrompt(row);
  return {
    file,
    line,
    row: rowKey(row),
    prompt: prompt === null ? null : rowKey(prompt),
    head: shorten(prompt ?? row, maxPromptCharacters),
  };
}

/** Joins what only A has with what only B has: the same row in another file was moved, another row to the same prompt changed. */
function pair(removed: readonly Left[], added: readonly Left[]): RowDiff[] {
  const diffs: RowDiff[] = [];
  const join = (some: readonly Left[], others: readonly Left[], keyOf: (left: Left) => string | null, change: "moved" | "changed") => {
    const byKey = new Map<string, Left[]>();
    for (const left of some) {
      const key = keyOf(left);
      if (key !== null) byKey.set(key, [...(byKey.get(key) ?? []), left]);
    }
    const joined = new Set<Left>();
    for (const right of others) {
      const left = byKey.get(keyOf(right) ?? "")?.shift();
      if (left === undefined) continue;
      joined.add(left).add(right);
      diffs.push({ change, file: right.file, line_a: left.line, line_b: right.line, prompt: right.head });
    }
    const isLeft = (left: Left) => !joined.has(left);
    return [some.filter(isLeft), others.filter(isLeft)] as const;
  };
  const [stillRemoved, stillAdded] = join(removed, added, ({ row }) => row, "moved");
  const [gone, fresh] = join(stillRemoved, stillAdded, ({ file, prompt }) => prompt && `${file}\0${prompt}`, "changed");
  for (const { file, line, head } of gone) diffs.push({ change: "removed", file, line_a: line, line_b: null, prompt: head });
  for (const { file, line, head } of fresh) diffs.push({ change: "added", file, line_a: null, line_b: line, prompt: head });
  return diffs;
}

function diffOthers({ otherFiles: before }: ExportFolder, { otherFiles: after }: ExportFolder): ExportDiff["other_files"] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((file) => {
    const [one, other] = [before.get(file), after.get(file)];
    if (one === other) return [];
    return [{ file, change: one === undefined ? ("added" as const) : other === undefined ? ("removed" as const) : ("changed" as const) }];
  });
}
