import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readForeignRows } from "../testing/foreign-rows.ts";
import { type FlatExecution, mapRows } from "../testing/map-rows.ts";
import { needs } from "../testing/needs.ts";
import { sharedData } from "../testing/shared-data.ts";
import type { Askable } from "./dialect.ts";
import { findDialect } from "./dialects.ts";

/**
 * The logs of ../shared against truth_logs.json, which a script of its own made (truth_logs.py, no code of ours): counts, engines, outcomes,
 * times, tokens and cost, file by file.
 */
const folder = join(sharedData, "dialects");
const truthFile = join(folder, "truth_logs.json");

interface Numbers {
  n: number;
  min?: number;
  max?: number;
  sum?: number;
}
interface Truth {
  dialect: string;
  records: { engine_execution: number };
  if_asked?: { ask: Askable[]; engine_execution: number };
  engines: Record<string, number>;
  success: { true: number; false: number };
  latency_ms: Numbers;
  ttft_ms?: Numbers;
  tokens_in?: Numbers;
  tokens_out?: Numbers;
  timestamp?: Numbers;
  cost_usd?: number;
  cached?: number;
  joined_with_the_input?: number;
  output_characters?: number;
  thinking_characters?: number;
}

const truth: Record<string, Truth> = existsSync(truthFile) ? JSON.parse(readFileSync(truthFile, "utf8")).files : {};
const answers = { engine_id: "(ask)", timestamp: 1_700_000_000, success: true };

needs.sharedData.describe("logs come out with the numbers of their truth", () => {
  it.each(Object.entries(truth))("%s", (file, expected) => {
    const dialect = findDialect(expected.dialect.replaceAll("_", "-"));
    if (dialect === undefined) throw new Error(`There is no dialect for ${expected.dialect}.`);
    const path = join(folder, file);
    const companions = readdirSync(dirname(path))
      .filter((name) => name !== basename(path) && name !== "SOURCE.md")
      .map((name) => ({ name, rows: readForeignRows(join(dirname(path), name)).map(({ value }) => value) }));
    const given = { name: basename(path), rows: readForeignRows(path), companions };

    const unasked = mapRows(dialect, given);
    expect(unasked.rejected).toEqual([]);
    expect(unasked.records.length).toBe(expected.records.engine_execution);
    const asked = new Set(unasked.asks.flatMap(({ asks }) => asks));
    expect([...asked].sort()).toEqual([...(expected.if_asked?.ask ?? [])].sort());

    const { records } = mapRows(dialect, { ...given, answers });
    const drafts = records.map(({ record }) => record as FlatExecution);
    expect(drafts.length).toBe(expected.if_asked?.engine_execution ?? expected.records.engine_execution);
    expect(countOf(drafts.map((draft) => draft.engine_id))).toEqual(expected.engines);
    const metric = (name: string) => drafts.map(({ metrics }) => metrics[name]).filter((value) => typeof value === "number");
    expect(drafts.filter(({ metrics }) => metrics.success).length).toBe(expected.success.true);
    expectNumbers(metric("latency_ms"), expected.latency_ms);
    expectNumbers(metric("ttft_ms"), expected.ttft_ms ?? { n: 0 });
    expectNumbers(metric("input_tokens"), expected.tokens_in ?? { n: 0 });
    expectNumbers(metric("output_tokens"), expected.tokens_out ?? { n: 0 });
    if (expected.timestamp)
      expectNumbers(
        drafts.map(({ timestamp }) => timestamp),
        expected.timestamp,
      );
    if (expected.cost_usd !== undefined) expect(metric("cost_usd")).toEqual([expected.cost_usd]);
    if (expected.cached !== undefined) expect(drafts.filter(({ metrics }) => metrics.cache_hit).length).toBe(expected.cached);
    if (expected.joined_with_the_input !== undefined)
      expect(drafts.filter(({ input }) => input !== "").length).toBe(expected.joined_with_the_input);
    if (expected.output_characters !== undefined)
      expect([...drafts.map(({ output }) => output).join("")].length).toBe(expected.output_characters);
    if (expected.thinking_characters) expect(JSON.stringify(drafts[0]?.messages)).toContain('"reasoning"');
  });
});

/** Within 1e-6 relative, as the truth says. */
function expectNumbers(values: readonly number[], { n, min, max, sum }: Numbers): void {
  expect(values.length).toBe(n);
  if (n === 0) return;
  for (const [is, expected] of [
    [Math.min(...values), min],
    [Math.max(...values), max],
    [values.reduce((a, b) => a + b, 0), sum],
  ] as const)
    if (expected !== undefined) expect(Math.abs(is - expected), `${is} is not ${expected}`).toBeLessThanOrEqual(Math.abs(expected) * 1e-6);
}

function countOf(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
