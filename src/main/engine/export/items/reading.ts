import type { CurationLog } from "../../curation/state/curation-log.ts";
import { readLines } from "../../files/read-lines.ts";
import type { Line } from "../../lines/forwards.ts";
import type { SchemaValidator } from "../../validator/schema-validator.ts";
import type { Item } from "../items.ts";
import type { ExportInput, ExportPlan, InputFile } from "../request.ts";
import type { FindCheck } from "./found-lines.ts";
import type { Skips } from "./skips.ts";

/** What the readers of items work with. */
export interface Reading {
  input: ExportInput;
  plan: ExportPlan;
  log: CurationLog;
  validator: SchemaValidator;
  /** Of the input's `found`. */
  findCheck: FindCheck;
  /** Of the input's `judged`. */
  isJudged(key: string): boolean;
  skips: Pick<Skips, "add">;
  /** Records seen so far. */
  records: number;
  /** Told of each slice of lines that was read. */
  onSlice(file: InputFile, lines: readonly Line[]): void;
}

/** Items of about a megabyte of the source at a time, in its order. */
export type ItemSlices = AsyncGenerator<readonly Placed[]>;

/** An item, with the task its record names. */
export interface Placed<I extends Item = Item> {
  item: I;
  taskId: string | null;
}

/** A line that is not blank. */
export interface TextLine {
  line: Line;
  text: string;
}

/** The lines of a file that are not blank, a slice at a time, with their text. */
export async function* readRecords(reading: Reading, file: InputFile): AsyncGenerator<TextLine[]> {
  if (file.bytes === 0) return;
  for await (const lines of readLines(file.path, 0, file.bytes)) {
    reading.onSlice(file, lines);
    yield toTextLines(lines);
  }
}

export function toTextLines(lines: readonly Line[]): TextLine[] {
  const records: TextLine[] = [];
  for (const line of lines) {
    const text = line.bytes.toString("utf8");
    if (text.trim() !== "") records.push({ line, text });
  }
  return records;
}

/** The task a record names; null without one. No schema knows the property, so it may hold anything. */
export const taskOf = ({ task_id: task }: Readonly<Record<string, unknown>>): string | null =>
  typeof task === "string" && task !== "" ? task : null;
