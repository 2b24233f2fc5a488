import {
  type DurationUnit,
  type FieldRule,
  type Finding,
  type Mapping,
  type MappingTarget,
  mappingTargets,
  type RecordKind,
} from "../../../contract/index.ts";
import { describeValue, isObject, toObject } from "../base/json-value.ts";
import type { Draft } from "./dialect.ts";
import { toId } from "./drafts.ts";
import { readDuration, readTime } from "./times.ts";
import { readBoolean, readCount, readDollars, readNumber, readText } from "./values.ts";

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

const truths = new Set(
  "true yes ok okay success succeeded successful pass passed complete completed done finished stop end_turn 1".split(" "),
);
const lies = new Set(
  "false no error errored failure failed fail timeout timed_out cancelled canceled aborted expired rejected exception 0".split(" "),
);

/** Whether a value says that something succeeded: a boolean, its text, an HTTP status, or "ok", "error" and the like. */
export function toSuccess(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  const text = String(value).trim().toLowerCase();
  if (truths.has(text)) return true;
  if (lies.has(text)) return false;
  const status = readNumber(value);
  return status !== undefined && status >= 100 && status < 600 ? status < 400 : undefined;
}

/** Whether a field says what went wrong, by its name: empty where nothing did. */
export const isErrorName = (path: string): boolean => errorName.test(path.slice(path.lastIndexOf(".") + 1));
export const errorName = /^(is_?|has_?)?(errors?|failed|failure|exception)(_?(msg|message|code|type|text|reason|details?))?$/i;

/** As `toSuccess`; of a field that says what went wrong, whether nothing did. */
export function readSuccess(value: unknown, { from }: FieldRule): boolean | undefined {
  if (from === undefined || !isErrorName(from)) return toSuccess(value);
  if (value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0)) return true;
  const wrong = readBoolean(value);
  return wrong === undefined ? readText(value) === undefined && typeof value !== "object" : !wrong;
}

/** A duration in milliseconds; one that is written with its unit has that. */
export const toMs = (value: unknown, unit: DurationUnit): number | undefined => {
  const number = readNumber(value);
  // By division where it is one: 812000 / 1e3 is 812, times 1e-3 it need not be.
  if (number !== undefined) return msPer[unit] < 1 ? number / Math.round(1 / msPer[unit]) : number * msPer[unit];
  return typeof value === "string" ? readDuration(value) : undefined;
};

/** A text as it is; anything else as JSON. */
const toPlainText = (value: unknown): string => (typeof value === "string" ? value : value == null ? "" : JSON.stringify(value));

const isMissing = (value: unknown) => value === undefined || value === null || value === "";

/** Writes a value to its field. A missing one leaves the field unknown. @returns what the value would have to be, when it cannot be that. */
type Write = (record: Draft, value: unknown, unit: DurationUnit, rule: FieldRule) => string | undefined;

const writeText =
  (field: string): Write =>
  (record, value) => {
    record[field] = toPlainText(value);
    return undefined;
  };

const writeTime =
  (field: string | null): Write =>
  (record, value) => {
    const time = readTime(value);
    if (time === undefined) return "a time";
    if (field !== null) record[field] = time.seconds;
    return undefined;
  };

function writeMetric(record: Draft, name: string, value: number | boolean | undefined): undefined {
  const metrics = isObject(record.metrics) ? record.metrics : {};
  if (value === undefined) delete metrics[name];
  else metrics[name] = value;
  record.metrics = metrics;
}

const writeDuration =
  (metric: string): Write =>
  (record, value, unit) => {
    const ms = isMissing(value) ? undefined : toMs(value, unit);
    if (!isMissing(value) && (ms === undefined || ms < 0)) return "a duration";
    return writeMetric(record, metric, ms);
  };

const writeTokens =
  (metric: string): Write =>
  (record, value) => {
    const tokens = readCount(value);
    if (tokens === undefined && !isMissing(value)) return "a number of tokens";
    return writeMetric(record, metric, tokens);
  };

/** @returns undefined for a missing value, null for one that is no quality. */
function readQuality(value: unknown): number | undefined | null {
  const quality = readNumber(value);
  if (quality === undefined) return isMissing(value) ? undefined : null;
  return quality >= 0 && quality <= 1 ? quality : null;
}
const aQuality = "a number from 0 to 1";

/** The targets of each kind; others of a mapping do not concern it. */
const writers: Record<RecordKind, { [target in MappingTarget]?: Write }> = {
  engine_execution: {
    engine(record, value) {
      if (isMissing(value)) return "a name";
      record.engine_id = toId(toPlainText(value));
      return undefined;
    },
    task(record, value) {
      if (isMissing(value)) delete record.task_id;
      else record.task_id = toId(toPlainText(value));
      return undefined;
    },
    time: writeTime("timestamp"),
    latency: writeDuration("latency_ms"),
    ttft: writeDuration("ttft_ms"),
    success(record, value, _unit, rule) {
      const success = readSuccess(value, rule);
      return success === undefined ? "a success or failure" : writeMetric(record, "success", success);
    },
    quality(record, value) {
      const quality = readQuality(value);
      return quality === null ? aQuality : writeMetric(record, "quality_score", quality);
    },
    input_tokens: writeTokens("input_tokens"),
    output_tokens: writeTokens("output_tokens"),
    cost(record, value) {
      const dollars = readDollars(value);
      if (!isMissing(value) && !((dollars ?? -1) >= 0)) return "a cost in US dollars";
      return writeMetric(record, "cost_usd", dollars);
    },
    input: writeText("input"),
    output: writeText("output"),
  },
  comparison_result: {
    time: writeTime(null),
    input: writeText("query"),
    winner(record, value) {
      const winner = toWinner(record.candidates, value);
      if (winner === undefined) return "one of the candidates";
      if (winner === null) delete record.winner;
      else record.winner = { engine_id: winner, score: 1 };
      return undefined;
    },
  },
  training_sample: {
    time: writeTime("created_at"),
    quality(record, value) {
      const quality = readQuality(value);
      if (quality === null) return aQuality;
      record.validation = { ...toObject(record.validation), quality_score: quality };
      return undefined;
    },
    input: writeText("input"),
    output: writeText("output"),
  },
};

/** Writes mapped fields into a record. A value that cannot be what it is mapped to is a problem; a missing one leaves the field unknown. */
export function applyRules(kind: RecordKind, record: Draft, row: unknown, mapping: Mapping): { record: Draft; problem: Finding | null } {
  for (const target of mappingTargets) {
    const rule = mapping[target];
    if (rule === undefined) continue;
    const value = readRule(row, rule);
    const wanted = writers[kind][target]?.(record, value, rule.unit ?? "ms", rule);
    if (wanted === undefined) continue;
    const problem: Finding = {
      pointer: rule.from === undefined ? "" : `/${rule.from.replaceAll(".", "/")}`,
      rule: "mapping",
      message: `${target} is mapped to ${rule.from ?? "a value"}, which is ${describeValue(value)} here and not ${wanted}.`,
      fix: "Map it to another field, or choose another unit.",
    };
    return { record, problem };
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
