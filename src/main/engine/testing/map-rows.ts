import { createHash } from "node:crypto";
import { expect } from "vitest";
import { type Conversion, createConverter } from "../dialects/convert.ts";
import type { Companion, Dialect, MappingContext } from "../dialects/dialect.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";

export interface ForeignFile {
  name?: string;
  rows: readonly { value: unknown; number: number }[];
  companions?: readonly Companion[];
  answers?: MappingContext["answers"];
  explain?: boolean;
  fileTimeSeconds?: number;
}

const validator = new SchemaValidator();

/** Converts the rows of one file, and expects what holds of every dialect: no row is lost, and each record keeps its schema. */
export function mapRows(
  dialect: Dialect,
  { name = "file.jsonl", rows, companions = [], answers = {}, explain = false, fileTimeSeconds }: ForeignFile,
): Conversion {
  const convert = createConverter(dialect, {
    name,
    companions,
    answers,
    explain,
    ...(fileTimeSeconds === undefined ? {} : { fileTimeSeconds }),
  });
  const hashed = rows.map((row) => ({
    ...row,
    sha256: createHash("sha256")
      .update(JSON.stringify(row.value) ?? "")
      .digest("hex"),
  }));
  const conversion = convert(hashed, true);
  const { records, skipped, asks, rejected } = conversion;
  const seen = new Set([...records, ...skipped, ...asks, ...rejected].flatMap((outcome) => outcome.rows));
  expect(
    rows.map(({ number }) => number).filter((number) => !seen.has(number)),
    "rows that are in no outcome",
  ).toEqual([]);
  for (const { kind, record } of records) {
    const verdict = validator.validateParsed(JSON.parse(JSON.stringify(record)), kind);
    expect(verdict.valid ? [] : verdict.findings, JSON.stringify(record).slice(0, 400)).toEqual([]);
    expect(dialect.kinds).toContain(kind);
  }
  return conversion;
}

/** Converts values that are rows 1, 2, …, and gives the records. */
export function mapValues(dialect: Dialect, values: readonly unknown[], rest: Omit<ForeignFile, "rows"> = {}) {
  const conversion = mapRows(dialect, { ...rest, rows: values.map((value, i) => ({ value, number: i + 1 })) });
  return { ...conversion, drafts: conversion.records.map(({ record }) => record as FlatExecution) };
}

/** What tests look at. */
export interface FlatExecution extends Record<string, unknown> {
  engine_id: string;
  timestamp: number;
  input: string;
  output: string;
  status?: string;
  messages?: unknown[];
  metrics: Record<string, unknown>;
}
