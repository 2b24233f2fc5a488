import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readForeignRows } from "../testing/foreign-rows.ts";
import { mapRows } from "../testing/map-rows.ts";
import { needs } from "../testing/needs.ts";
import { hasSharedData, sharedData } from "../testing/shared-data.ts";
import type { Dialect } from "./dialect.ts";
import { dialects } from "./dialects.ts";

/**
 * Whatever a row holds: no dialect throws or hangs, each row is in an outcome, each record keeps its schema (`mapRows` looks), and numbers that
 * the row does not have are not made up.
 */
const answers = { engine_id: "asked", timestamp: 1_700_000_000, success: true };

/** Some rows of each dialect's files, small enough to be changed a thousand times. */
function realRows({ name }: Dialect): unknown[] {
  const folder = join(sharedData, "dialects", name.replaceAll("-", "_"));
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(json|jsonl|ndjson|csv)$/.test(entry.name))
    .flatMap((entry) => readForeignRows(join(folder, entry.name)).slice(0, 12))
    .map(({ value }) => value)
    .filter((value) => (JSON.stringify(value)?.length ?? 0) < 60_000);
}

const numbered = (values: readonly unknown[]) => values.map((value, i) => ({ value, number: i + 1 }));

/** A row with some of its places, at any depth, holding something else. */
function mutated(rows: readonly unknown[]): fc.Arbitrary<unknown[]> {
  const change = fc.record({
    place: fc.nat(),
    value: fc.option(
      fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("", "None", "-1", "1e400", "2025-01-24 09:20:46", -1, 1e300, 0.5)),
    ),
  });
  const row = fc.record({ at: fc.nat({ max: rows.length - 1 }), changes: fc.array(change, { maxLength: 6 }) });
  return fc.array(
    row.map(({ at, changes }) => {
      const copy: unknown = structuredClone(rows[at]);
      for (const { place, value } of changes) {
        const all = findPlaces(copy);
        const [holder, key] = all[place % Math.max(1, all.length)] ?? [];
        if (holder !== undefined && key !== undefined) (holder as Record<string, unknown>)[key] = structuredClone(value);
      }
      return copy;
    }),
    { minLength: 1, maxLength: 5 },
  );
}

function findPlaces(value: unknown, found: [object, string][] = []): [object, string][] {
  if (typeof value !== "object" || value === null || found.length > 2000) return found;
  for (const [key, inner] of Object.entries(value)) {
    found.push([value, key]);
    findPlaces(inner, found);
  }
  return found;
}

/** The row without anything that is a number or a time, or has one in it. */
function withoutNumbers(value: unknown): unknown {
  if (typeof value === "number") return null;
  if (typeof value === "string") return /^[\s\d.,:TZ+e-]+$/.test(value) || /^[[{]/.test(value) ? null : value;
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNumbers(inner)]));
}

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))("%s takes any row", (_, dialect) => {
  it("of any JSON", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 4 }), fc.boolean(), (values, explain) => {
        const confidence = dialect.detect({ name: "any.json", rows: values });
        expect(confidence >= 0 && confidence <= 1).toBe(true);
        const { rejected } = mapRows(dialect, {
          rows: numbered(values),
          companions: [{ name: "other.json", rows: values }],
          answers,
          explain,
        });
        expect(rejected.filter(({ finding }) => finding.rule === "dialect")).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  const rows = realRows(dialect);
  // Not every dialect has files there.
  if (rows.length === 0 && hasSharedData) return;

  needs.sharedData.it("like its own, with something else in it", () => {
    fc.assert(
      fc.property(mutated(rows), fc.boolean(), (values, explain) => {
        dialect.detect({ name: "any.json", rows: values });
        const { rejected } = mapRows(dialect, { rows: numbered(values), companions: [{ name: "other.json", rows }], answers, explain });
        expect(rejected.filter(({ finding }) => finding.rule === "dialect")).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  needs.sharedData.it("without numbers, and makes none up", () => {
    const { records } = mapRows(dialect, { rows: numbered(rows.map(withoutNumbers)), answers });
    const measured = records
      .map(({ record }) => record.metrics)
      .filter((metrics) => typeof metrics === "object" && metrics !== null)
      .flatMap((metrics) => Object.entries(metrics))
      .filter(([name, value]) => typeof value === "number" && name !== "quality_score");
    expect(measured).toEqual([]);
  });
});
