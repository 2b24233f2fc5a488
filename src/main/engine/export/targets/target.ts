import type { Item, ItemKind, Items } from "../items.ts";

/**
 * A target is what one trainer reads: which items it takes, what a row looks like, what must hold for it, and how its files are called. Each is
 * one file in `table/` with its golden files; `targets.ts` lists them. Nothing outside that file knows the trainer. Rows are pure: no clock, no
 * chance, so that the same dataset gives the same bytes.
 */
export interface Target<K extends ItemKind = ItemKind> {
  /** As `--target NAME` has it: lower case, digits and hyphens. */
  name: string;
  /** As screens name it: "TRL preference pairs". */
  title: string;
  /** Which trainers and services read it, for a person who chooses: "TRL DPOTrainer, Axolotl, Unsloth". */
  readBy: string;
  /** Of this shape; raised when rows come out differently. */
  version: string;
  /** Where the shape is documented. */
  source: string;
  takes: K;
  encoding: "jsonl" | "csv" | "parquet";
  /** Checked for each item, in this order; the first that is broken leaves the item out, unless its fix is chosen. */
  rules: readonly Rule<Items[K]>[];
  /** Checked once, for all rows of an export together. */
  setRules?: readonly SetRule[];
  /** The row of an item that breaks no rule. Values are JSON; a key has one type in all rows. */
  row(item: Items[K], place: RowPlace): Row;
  /** `row` uses the place's index: all rows are made in one thread. */
  numbersRows?: true;
  /** JSONL: the text of the line, where it is not the JSON of `row` but stands already. */
  line?(item: Items[K]): string;
  /** File of a split, in the export's folder: see `getFileName`. */
  fileName?(split: string): string;
  /** Files beside the rows (a registry, a card), made when all rows are known. */
  extraFiles?(made: Made): readonly { name: string; text: string }[];
  /** Parquet and CSV: the columns in order with their DuckDB types, the same for every row. */
  columns?: readonly { name: string; type: string }[];
  /** Whether importing the export gives the same dataset again. */
  losesNothing?: true;
}

export type Row = Readonly<Record<string, unknown>>;

/** Where a row will stand. */
export interface RowPlace {
  split: string;
  /** From 0, in its file. */
  index: number;
}

/** Something that must hold for every row of a target. */
export interface Rule<I extends Item = Item> {
  /** Lower case, digits and hyphens; unique in its target: "equal-sides". */
  name: string;
  /** What must hold, as a person reads it: "The chosen and the rejected answer differ." */
  says: string;
  /** @returns what is wrong with the item, a sentence that names the place; null when it holds. */
  check(item: I): string | null;
  /** A change that makes it hold; items are changed only where a person or an option asks for it. */
  fix?: Fix<I>;
  /** "leaves-out" (default): a row that breaks it is left out. "warns": it is written, and counted. */
  severity?: "leaves-out" | "warns";
}

export interface Fix<I extends Item = Item> {
  /** What is done, as a button says it: "Merge turns of one role". */
  title: string;
  /** @returns null when this item cannot be mended. */
  apply<J extends I>(item: J): J | null;
}

/** What an export holds, by split, in the order of its files. */
export interface Made {
  splits: readonly SplitMade[];
  target: string;
}
export interface SplitMade {
  split: string;
  file: string;
  rows: number;
  sizeBytes: number;
  /** Labelled items only. */
  labels?: { true: number; false: number };
}

/** Something that must hold for an export as a whole: at least ten rows, both labels, a file that is not empty. */
export interface SetRule {
  name: string;
  says: string;
  /** Called once before the first row, where a rule has to see the rows themselves. Such a rule has no `check`. */
  watch?(): RowWatcher;
  /** @returns what is wrong; null when it holds. A broken one warns, and leaves nothing out. */
  check?(made: Made): string | null;
}

/** Sees every row that is written, of all splits, in the order of the files. */
export interface RowWatcher {
  row(row: Row): void;
  /** What it saw, as data that crosses threads. */
  read(): unknown;
  /** Adds what another watcher of this rule read of the rows that follow. */
  merge(state: unknown): void;
  /** @returns what is wrong with all rows together; null when it holds. */
  problem(): string | null;
}

/** A target with its items' kind forgotten, as the table holds it. */
export type AnyTarget = { [K in ItemKind]: Target<K> }[ItemKind];

/** Ties a target to the kind of items it takes. */
export const defineTarget = <K extends ItemKind>(target: Target<K>): AnyTarget => target as unknown as AnyTarget;
