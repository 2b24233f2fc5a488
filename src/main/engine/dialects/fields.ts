import type { Outcome, Row } from "./dialect.ts";
import { unwrapJson } from "./values.ts";

/** Reads rows that may hold anything, and says what became of one. */

export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A list, or the JSON text of one, as tables have it. */
export const asJsonList = (value: unknown): readonly unknown[] => asList(unwrapJson(value));

/** A score of a scale from `min` to `max` as 0 to 1; unknown outside it. */
export function toUnit(value: number | undefined, min: number, max: number): number | undefined {
  return value === undefined || value < min || value > max ? undefined : (value - min) / (max - min);
}

export const skip = (row: Row, why: string): Outcome => ({ type: "skip", rows: [row.number], why });

/** @param pointer JSON pointer into the row. */
export function reject(row: Row, pointer: string, rule: string, message: string, fix?: string): Outcome {
  return { type: "reject", rows: [row.number], finding: { pointer, rule, message, ...(fix === undefined ? {} : { fix }) } };
}

export const rejectNoObject = (row: Row): Outcome => reject(row, "", "object", "The row is not a JSON object.");
