import { isObject } from "../base/json-value.ts";
import type { Outcome, Row, Sample } from "./dialect.ts";

/** Reads rows that may hold anything, and says what became of one. */

export const asText = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A score of a scale from `min` to `max` as 0 to 1; unknown outside it. */
export function toUnit(value: number | undefined, min: number, max: number): number | undefined {
  return value === undefined || value < min || value > max ? undefined : (value - min) / (max - min);
}

/** The share of a sample's rows that are objects and pass: 0 to 1, and 0 of no rows. */
export function share(sample: Sample, test: (row: Record<string, unknown>) => boolean): number {
  const { rows } = sample;
  return rows.length === 0 ? 0 : rows.filter((row) => isObject(row) && test(row)).length / rows.length;
}

export const skip = (row: Row, why: string): Outcome => ({ type: "skip", rows: [row.number], why });

/** @param pointer JSON pointer into the row. */
export function reject(row: Row, pointer: string, rule: string, message: string, fix?: string): Outcome {
  return { type: "reject", rows: [row.number], finding: { pointer, rule, message, ...(fix === undefined ? {} : { fix }) } };
}

export const rejectNoObject = (row: Row): Outcome => reject(row, "", "object", "The row is not a JSON object.");
