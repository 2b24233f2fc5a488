import { isObject } from "../../base/json-value.ts";
import { isQualityName } from "../quality.ts";
import { readBoolean, readNumber, unwrapJson } from "../values.ts";

/**
 * Scores of a Langfuse observation. Exports have one column a score name, at top level, each an array; a trace download has a list.
 */
export interface Quality {
  name: string;
  value: unknown;
  /** 0 to 1. */
  score: number;
  because: string;
}

/** The columns of an observation that are no scores, in both spellings; arrays among them would be taken for scores. */
const own = new Set([
  "traceTags",
  "trace_tags",
  "tags",
  "input",
  "output",
  "metadata",
  "comments",
  "toolCalls",
  "tool_calls",
  "toolCallNames",
  "tool_call_names",
]);

/** @param scores of the trace download; those without this observation's id speak of the whole trace. */
export function readQuality(observation: Record<string, unknown>, scores: unknown): Quality | undefined {
  const found = new Map<string, unknown[]>();
  for (const score of Array.isArray(scores) ? scores : [])
    if (isObject(score) && score.observationId === observation.id && typeof score.name === "string" && score.observationId)
      found.set(score.name, [...(found.get(score.name) ?? []), score.value]);
  for (const [name, value] of Object.entries(observation)) {
    if (own.has(name) || !isQualityName(name)) continue;
    const column = unwrapJson(value);
    if (Array.isArray(column)) found.set(name, column);
  }
  for (const [name, value] of found) {
    if (!isQualityName(name)) continue;
    const numbers = value.map(toScore);
    const sum = numbers.reduce<number | undefined>(
      (all, number) => (all === undefined || number === undefined ? undefined : all + number),
      0,
    );
    if (sum === undefined || numbers.length === 0) continue;
    const score = sum / numbers.length;
    return { name, value, score, because: `\`${name}\` is a score from 0 to 1 whose name says that more is better` };
  }
  return undefined;
}

function toScore(value: unknown): number | undefined {
  const truth = typeof value === "boolean" || typeof value === "string" ? readBoolean(value) : undefined;
  const number = truth === undefined ? readNumber(value) : Number(truth);
  return number !== undefined && number >= 0 && number <= 1 ? number : undefined;
}
