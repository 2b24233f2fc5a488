import { Value } from "typebox/value";
import { describe, expect, it } from "vitest";
import { Config } from "../../../contract/config.ts";
import { fields, groupedFields, splitUnit } from "./fields.ts";
import { findRefusedField, readForm, shownValue, valueAt } from "./form.ts";

const base = Value.Create(Config);
const at = (path: string) => fields.find((field) => field.path === path);
const training = "json_engine.training";

describe("fields", () => {
  it("are every key of the schema, the two windows as one", () => {
    const paths = fields.map((field) => field.path);
    expect(paths).toContain("version");
    expect(paths).toContain("json_engine.output.channels.comparisons.auto_flush_seconds");
    expect(paths).toContain("json_engine.aggregation.window_minutes");
    expect(paths).not.toContain("json_engine.output.channels.aggregated_stats.window_minutes");
    expect(paths).toContain("models.max_bytes");
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("stand in exactly one group each", () => {
    expect(groupedFields.flatMap((group) => group.fields)).toHaveLength(fields.length);
    for (const group of groupedFields) expect(group.fields.length).toBeGreaterThan(0);
  });

  it("carry title, unit and limits of the schema", () => {
    expect(at("json_engine.output.channels.events.buffer_size")).toMatchObject({
      kind: "integer",
      unit: "records",
      minimum: 1,
      maximum: 1_000_000,
    });
    expect(at("models.native")).toMatchObject({ kind: "switch", title: "Native backend (moved to This machine)" });
    expect(at("version")?.kind).toBe("constant");
    expect(at("json_engine.aggregation.compute_percentiles")).toMatchObject({ kind: "numbers", exclusiveMaximum: 100 });
  });

  it("have their unit taken out of the sentence", () => {
    expect(splitUnit("Longest wait. Unit: seconds.")).toEqual({ text: "Longest wait.", unit: "seconds" });
    expect(splitUnit("A score. Unit: none; 0 to 1.")).toEqual({ text: "A score.", unit: undefined });
    expect(splitUnit("Plain.")).toEqual({ text: "Plain.", unit: undefined });
  });
});

describe("readForm", () => {
  it("is the configuration in force when nothing was typed, or the same again", () => {
    expect(readForm(base, {})).toEqual({ config: base, errors: {}, changed: 0 });
    const same = Object.fromEntries(fields.map((field) => [field.path, shownValue(field, valueAt(base, field.path))]));
    expect(readForm(base, same)).toEqual({ config: base, errors: {}, changed: 0 });
  });

  it("reads what was typed, and the second window follows the first", () => {
    const form = readForm(base, {
      "json_engine.aggregation.window_minutes": "2.5",
      "json_engine.aggregation.compute_percentiles": "50, 90 ,99.9",
      "json_engine.output.channels.events.buffer_size": "1 000",
      "models.native": true,
    });
    expect(form.errors).toEqual({});
    expect(form.changed).toBe(4);
    expect(form.config?.json_engine.aggregation).toMatchObject({ window_minutes: 2.5, compute_percentiles: [50, 90, 99.9] });
    expect(form.config?.json_engine.output.channels.aggregated_stats.window_minutes).toBe(2.5);
    expect(form.config?.json_engine.output.channels.events.buffer_size).toBe(1000);
    expect(form.config?.models.native).toBe(true);
    expect(Value.Check(Config, form.config)).toBe(true);
    expect(base.models.native).toBe(false);
  });

  it.each([
    ["json_engine.output.channels.events.buffer_size", "0", "from 1"],
    ["json_engine.output.channels.events.buffer_size", "1.5", "whole"],
    ["json_engine.output.channels.events.buffer_size", "0x10", "not a number"],
    ["json_engine.output.channels.events.buffer_size", "", "Enter a number"],
    ["json_engine.output.channels.events.auto_flush_seconds", "1,5", "not a number"],
    ["json_engine.output.channels.events.filename", "../events.jsonl", "not valid"],
    ["json_engine.output.channels.events.filename", "events.json", "not valid"],
    ["json_engine.output.channels.events.filename", "Comparisons.jsonl", "already used"],
    ["json_engine.output.channels.events.filename", "curation.jsonl", "already used"],
    ["json_engine.output.base_path", "", "empty"],
    ["json_engine.output.base_path", "../out", "inside the workspace"],
    ["json_engine.output.base_path", "/out", "inside the workspace"],
    ["json_engine.aggregation.compute_percentiles", "50, 100", "less than 100"],
    ["json_engine.aggregation.compute_percentiles", "50, 50.0", "twice"],
    ["json_engine.aggregation.compute_percentiles", " , ", "at least one"],
    [`${training}.gold_threshold`, "1.1", "to 1"],
  ])("refuses %s = %j and says why", (path, typed, reason) => {
    const form = readForm(base, { [path]: typed });
    expect(form.config).toBeUndefined();
    expect(Object.values(form.errors).join(" ")).toContain(reason);
  });

  it("keeps gold ≥ silver ≥ bronze", () => {
    const form = readForm(base, { [`${training}.gold_threshold`]: "0.7" });
    expect(form.config).toBeUndefined();
    expect(form.errors[`${training}.silver_threshold`]).toContain("gold");
    expect(readForm(base, { [`${training}.gold_threshold`]: "0.75" }).errors).toEqual({});
  });
});

describe("findRefusedField", () => {
  it("finds the field by pointer or key, the second window under the first", () => {
    expect(findRefusedField("/json_engine/training/gold_threshold")).toBe(`${training}.gold_threshold`);
    expect(findRefusedField("models.max_bytes")).toBe("models.max_bytes");
    expect(findRefusedField("/json_engine/output/channels/aggregated_stats/window_minutes")).toBe("json_engine.aggregation.window_minutes");
    expect(findRefusedField("/somewhere")).toBeUndefined();
    expect(findRefusedField(undefined)).toBeUndefined();
  });
});
