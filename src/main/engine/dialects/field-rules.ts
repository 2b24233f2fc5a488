import { type DurationUnit, type FieldRule, type Finding, type Mapping, mappingTargets, type RecordKind } from "../../../contract/index.ts";
import { describeValue, isObject } from "../base/json-value.ts";
import type { Draft } from "./dialect.ts";
import { toId } from "./drafts.ts";
import { readTime } from "./times.ts";
import { readNumber } from "./values.ts";

const msPer: Record<DurationUnit, number> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

/** The value at a path of a row; undefined when there is none. */
export function readPath(row: unknown, path: string): unknown {
  if (!isObject(row)) return undefined;
  if (Object.hasOwn(row, path)) return row[path];
  for (let dot = path.indexOf("."); dot > 0; dot = path.indexOf(".", dot + 1)) {
    const head = path.slice(0, dot);
    if (!Object.hasOwn(row, head)) continue;
    const found = readPath(row[head], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

export const readRule = (row: unknown, { from, value }: FieldRule): unknown => (from === undefined ? value : readPath(row, from));

const truths: Record<string, boolean> = {
  true: true,
  yes: true,
  ok: true,
  success: true,
  succeeded: true,
  pass: true,
  passed: true,
  "1": true,
};
const lies: Record<string, boolean> = { false: true, no: true, error: true, failure: true, failed: true, fail: true, "0": true };

/** Whether a value says that something succeeded: a boolean, its text, an HTTP status, or "ok", "error" and the like. */
export function toSuccess(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = String(value).trim().toLowerCase();
  if (truths[text]) return true;
  if (lies[text]) return false;
  const status = readNumber(value);
  return status !== undefined && status >= 100 && status < 600 ? status < 400 : undefined;
}

export const toMs = (value: unknown, unit: DurationUnit): number | undefined => {
  const number = readNumber(value);
  return number === undefined ? undefined : number * msPer[unit];
};

/** A text as it is; anything else as JSON. */
export const toTextOf = (value: unknown): string => (typeof value === "string" ? value : value == null ? "" : JSON.stringify(value));

/** Writes mapped fields into a record. A value that cannot be what it is mapped to is a problem; a missing one leaves the field unknown. */
export function applyRules(kind: RecordKind, record: Draft, row: unknown, mapping: Mapping): { record: Draft; problem: Finding | null } {
  for (const target of mappingTargets) {
    const rule = mapping[target];
    if (rule === undefined) continue;
    const value = readRule(row, rule);
    const wrong = (wanted: string): { record: Draft; problem: Finding } => ({
      record,
      problem: {
        pointer: rule.from === undefined ? "" : `/${rule.from.replaceAll(".", "/")}`,
        rule: "mapping",
        message: `${target} is mapped to ${rule.from ?? "a value"}, which is ${describeValue(value)} here and not ${wanted}.`,
        fix: "Map it to another field, or choose another unit.",
      },
    });
    const metrics = () => {
      const made = isObject(record.metrics) ? record.metrics : {};
      record.metrics = made;
      return made;
    };
    const isMissing = value === undefined || value === null || value === "";
    if (target === "engine" && kind === "engine_execution") {
      if (isMissing) return wrong("a name");
      record.engine_id = toId(toTextOf(value));
    } else if (target === "task" && kind === "engine_execution") {
      if (isMissing) delete record.task_id;
      else record.task_id = toId(toTextOf(value));
    } else if (target === "time") {
      const time = readTime(value);
      if (time === undefined) return wrong("a time");
      if (kind === "engine_execution") record.timestamp = time.seconds;
      if (kind === "training_sample") record.created_at = time.seconds;
    } else if (target === "latency" && kind === "engine_execution") {
      const ms = toMs(value, rule.unit ?? "ms");
      if (isMissing) delete metrics().latency_ms;
      else if (ms === undefined || ms < 0) return wrong("a duration");
      else metrics().latency_ms = ms;
    } else if (target === "success" && kind === "engine_execution") {
      const success = toSuccess(value);
      if (success === undefined) return wrong("a success or failure");
      metrics().success = success;
    } else if (target === "quality" && kind !== "comparison_result") {
      const quality = readNumber(value);
      if (!isMissing && (quality === undefined || quality < 0 || quality > 1)) return wrong("a number from 0 to 1");
      if (kind === "training_sample")
        record.validation = { ...(isObject(record.validation) ? record.validation : {}), quality_score: quality };
      else if (quality === undefined) delete metrics().quality_score;
      else metrics().quality_score = quality;
    } else if (target === "input") record[kind === "comparison_result" ? "query" : "input"] = toTextOf(value);
    else if (target === "output" && kind !== "comparison_result") record.output = toTextOf(value);
    else if (target === "winner" && kind === "comparison_result") {
      const winner = toWinner(record.candidates, value);
      if (winner === undefined) return wrong("one of the candidates");
      if (winner === null) delete record.winner;
      else record.winner = { engine_id: winner, score: 1 };
    }
  }
  return { record, problem: null };
}

/** The engine that a value names, by name, letter, position from 1, or "model_a"; null for a tie or nothing. */
function toWinner(candidates: unknown, value: unknown): string | null | undefined {
  if (value === undefined || value === null || value === "") return null;
  const engines = Array.isArray(candidates) ? candidates.map((one) => (isObject(one) ? String(one.engine_id) : "")) : [];
  const text = String(value).trim();
  if (engines.includes(text)) return text;
  if (/^(tie|draw|both|neither|none|equal)/i.test(text)) return null;
  const letter = /^(?:model|response|answer|candidate)?[_ -]?([a-z]|\d{1,2})$/i.exec(text)?.[1]?.toLowerCase();
  if (letter === undefined) return undefined;
  const position = /\d/.test(letter) ? Number(letter) - 1 : letter.charCodeAt(0) - 97;
  return engines[position];
}
