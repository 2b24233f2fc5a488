import type { Finding } from "../../../contract/index.ts";
import { describeValue } from "../base/json-value.ts";
import type { ErrorObject } from "./compile.ts";

const isTime = (pointer: string) => pointer === "/timestamp" || pointer === "/created_at";
const article = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function toFix(error: ErrorObject, value: unknown): string | undefined {
  const pointer = error.instancePath;
  if (isTime(pointer)) {
    if (typeof value === "number" && value >= 100_000_000_000)
      return `This can only be milliseconds: divide by 1000 (${Math.floor(value / 1000)}).`;
    if (typeof value === "number" && !Number.isInteger(value)) return `Round to whole seconds (${Math.floor(value)}).`;
    if (typeof value === "string" && /^\d+$/.test(value)) return "Write the number without quotes.";
    if (typeof value === "string" && !Number.isNaN(Date.parse(value)))
      return `Write Unix seconds instead (${Math.floor(Date.parse(value) / 1000)}).`;
  }
  if (error.keyword === "type") {
    if (value === null) return "Leave the property out when the value is unknown.";
    if (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return "Write the number without quotes.";
    if (typeof value === "string" && (value === "true" || value === "false")) return `Write ${value} without quotes.`;
    if ((pointer === "/input" || pointer === "/output") && typeof value === "object")
      return "Turn it into text first, for example with JSON.stringify.";
  }
  if (error.keyword === "maximum" && pointer.endsWith("/latency_ms"))
    return "More than 115 days: check the unit, latency is in milliseconds.";
  if (error.keyword === "maximum" && /score$/.test(pointer))
    return "Scores go from 0 to 1: divide by the scale's top (a rating of 7 of 10 is 0.7).";
  if (error.keyword === "required") return `Add ${JSON.stringify(error.params.missingProperty)}.`;
  return undefined;
}

/** A schema error as a finding: pointer, rule, the value found, and how to fix it. */
export function toFinding(error: ErrorObject): Finding {
  const { keyword, params } = error;
  const missing = keyword === "required" ? `/${String(params.missingProperty).replaceAll("~", "~0").replaceAll("/", "~1")}` : "";
  const pointer = error.instancePath + missing;
  const name = pointer === "" ? "The record" : pointer;
  const value: unknown = error.data;
  const fix = toFix(error, value);
  const messages: Record<string, string> = {
    required: `${name} is missing.`,
    type: `${name} must be ${article(String(params.type))}, found ${describeValue(value)}.`,
    const: `${name} must be ${describeValue(params.allowedValue)}, found ${describeValue(value)}.`,
    enum: `${name} must be one of ${(params.allowedValues as unknown[] | undefined)?.map((one) => describeValue(one)).join(", ")}, found ${describeValue(value)}.`,
    minimum: `${name} must be ${params.limit} or more, found ${describeValue(value)}.`,
    maximum: `${name} must be ${params.limit} or less, found ${describeValue(value)}.`,
    minLength: `${name} is empty.`,
    maxLength: `${name} has more than ${params.limit} characters.`,
    minItems: `${name} needs at least ${params.limit}.`,
  };
  return {
    pointer,
    rule: keyword,
    message: messages[keyword] ?? `${name} ${error.message ?? "is not valid"}.`,
    ...(fix === undefined ? {} : { fix }),
  };
}

/** A finding about a whole line. */
export function lineFinding(rule: string, message: string, fix?: string): Finding {
  return { pointer: "", rule, message, ...(fix === undefined ? {} : { fix }) };
}
