import { hash } from "node:crypto";
import type { SplitRow } from "../../containers/row-splitter.ts";
import type { Converted } from "../../dialects/convert.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { PlainRecipe, type PlainRow } from "./plain-recipe.ts";
import type { FilePlan } from "./plan.ts";
import type { RecordLines, WrittenRecord } from "./record-lines.ts";
import type { RowTemplate } from "./row-template.ts";

/** Rows that are mapped as always, too, before a recipe is believed. */
const trials = 8;
/** Successes and failures, for example. */
const maxRecipes = 4;
/** Rows that gave no recipe, or did not fit one that is tried: others will not, either. */
const maxAttempts = 64;
/** Recipes that most of so many rows do not fit are no gain. */
const window = 256;
/** As long as rows that templates are learned from. */
const maxRowBytes = 64 * 1024;

/** What a template keeps between files and pieces of them. */
interface Known {
  /** What records have from elsewhere than from rows. */
  plan: string;
  recipes: PlainRecipe[];
  attempts: number;
  tried: number;
  missed: number;
}

/** A row, as JSON. @property split where its values are, if it was a row of a table. */
export interface RowPlace {
  bytes: Buffer;
  start: number;
  end: number;
  split: SplitRow | undefined;
}

/** Makes records of rows that look alike by copying bytes, as far as their dialect says how (`Dialect.plain`); see `PlainRecipe`. */
export class PlainRows implements WrittenRecord {
  readonly #dialect: Dialect;
  readonly #plan: string;
  readonly #lines: RecordLines;
  readonly #row: PlainRow = { bytes: Buffer.alloc(0), number: 0, sha256: "" };
  #recipe: PlainRecipe | null = null;

  constructor(dialect: Dialect, { file, answers, fileTimeSeconds }: FilePlan, lines: RecordLines) {
    this.#dialect = dialect;
    this.#plan = JSON.stringify([dialect.name, file, answers, fileTimeSeconds]);
    this.#lines = lines;
  }

  /** @returns the row's SHA-256 where it became a record; null where it is to be mapped as always. */
  take(template: RowTemplate, { bytes, start, end, split }: RowPlace, number: number): string | null {
    const known = this.#knownOf(template);
    if (known.recipes.length === 0 || end - start > maxRowBytes) return null;
    if (!(split ? template.locateFields(split) : template.locate(bytes, start, end))) return null;
    if (++known.tried === window) {
      if (known.missed * 2 > window) [known.recipes, known.attempts] = [[], maxAttempts];
      [known.tried, known.missed] = [0, 0];
    }
    this.#recipe = known.recipes.find((one) => one.trials >= trials && one.fits(bytes)) ?? null;
    if (this.#recipe !== null) {
      const row = this.#row;
      row.bytes = bytes;
      row.number = number;
      row.sha256 = hash("sha256", split?.line ?? bytes.subarray(start, end), "hex");
      if (this.#lines.takeWritten(this.#recipe.roomFor(end - start), this)) return row.sha256;
    }
    known.missed++;
    return null;
  }

  /** See `WrittenRecord`. */
  write(to: Buffer, at: number): number {
    return (this.#recipe as PlainRecipe).write(this.#row, to, at);
  }

  /** See `WrittenRecord`. */
  get source(): { dialect: string; id: string } {
    return { dialect: this.#dialect.name, id: (this.#recipe as PlainRecipe).readId(this.#row.bytes) };
  }

  /** Whether a row that fits the template is worth a look when it was mapped. */
  learns(template: RowTemplate): boolean {
    return this.#knownOf(template).attempts < maxAttempts;
  }

  /** Learns from a row, or tries on it what was learned. @param value of the row. @param record that it became. */
  learn(template: RowTemplate, row: PlainRow & { start: number; end: number; value: object }, { record }: Converted): void {
    if (!template.locate(row.bytes, row.start, row.end)) return;
    const known = this.#knownOf(template);
    const recipe = known.recipes.find((one) => one.fits(row.bytes)) ?? this.#compile(template, row, record);
    const to = Buffer.alloc(recipe?.roomFor(row.end - row.start) ?? 0);
    const end = recipe?.write(row, to, 0) ?? -1;
    const isSame = end >= 0 && to.toString("utf8", 0, end) === JSON.stringify(record);
    if (recipe !== null && isSame && recipe.trials < trials) recipe.trials++;
    else known.attempts++;
    // A row that does not fit says nothing about it, unless it is the one that it was learned from.
    if (recipe === null || isSame || (end < 0 && recipe.trials > 0)) return;
    known.recipes = known.recipes.filter((one) => one !== recipe);
  }

  #compile(template: RowTemplate, { bytes, value }: { bytes: Buffer; value: object }, record: Record<string, unknown>): PlainRecipe | null {
    const known = this.#knownOf(template);
    const uses = this.#dialect.plain?.(value as Record<string, unknown>) ?? null;
    const recipe = uses && PlainRecipe.compile(template, bytes, value, uses, record);
    if (recipe === null) return null;
    // One that no row came to prove makes room.
    const unproved = known.recipes.length < maxRecipes ? undefined : known.recipes.find((one) => one.trials < trials);
    if (unproved !== undefined) known.recipes = known.recipes.filter((one) => one !== unproved);
    if (known.recipes.length >= maxRecipes) return null;
    known.recipes.push(recipe);
    return recipe;
  }

  #knownOf(template: RowTemplate): Known {
    const known = template.recipe as Known | undefined;
    if (known?.plan === this.#plan) return known;
    const fresh: Known = { plan: this.#plan, recipes: [], attempts: 0, tried: 0, missed: 0 };
    template.recipe = fresh;
    return fresh;
  }
}
