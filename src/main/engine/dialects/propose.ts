import type { DurationUnit, FieldRule, Mapping, MappingTarget } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { isErrorName, readPath, readSuccess, toMs } from "./field-rules.ts";
import { readTime } from "./times.ts";
import { readNumber } from "./values.ts";

const errorName = /^(is_?|has_?)?(error|failed)(_?(msg|message|code|type))?$/i;

/** Names of fields that only look like a target: counts and prices of a text, what a duration was compared with, the time to a first token. */
const never: { [target in MappingTarget]?: RegExp } = {
  engine: /latency|duration|time|tokens?|cost|price|count|score|params|parameters|temperature/i,
  latency: /target|limit|threshold|budget|timeout|sla|slo|first|ttft|chunk|per_?token|per_?second|minutes?|hours?|created|updated/i,
  input: /tokens?|count|cost|price|time|len(gth)?|hash|(^|[_ ])id$|chars|size|version|type|name/i,
  output: /tokens?|count|cost|price|time|len(gth)?|hash|(^|[_ ])id$|chars|size|version|type|name/i,
};

/** Names that fields go by in files of all kinds, the most telling first. */
const names: Record<Exclude<MappingTarget, "winner">, RegExp[]> = {
  engine: [/^(engine|model)(_?(id|name))?$/i, /model|engine|provider|deployment/i],
  task: [/^(task|session|conversation|question|prompt)_?id$/i],
  // Whatever its name, text that reads as a time is one.
  time: [/^(timestamp|ts|created_?at|start_?time|time|date|when)$/i, /timestamp|start|created|date/i, /(?:)/],
  latency: [
    /^(latency|duration|elapsed|response[_ ]?time)/i,
    /latency|duration|elapsed|took|runtime|(response|total|wall|generation|inference)[_ ]?time|time[_ ]?taken/i,
    /^(time[_ ]?)?\(?(seconds|secs?|s|ms|millis(econds)?)\)?$/i,
  ],
  success: [/^(is_?)?(success(ful)?|succeeded|ok|passed)$/i, /^(http_?)?status(_?code)?$/i, errorName],
  quality: [/^(quality|score|rating)(_?score)?$/i],
  input: [/^(input|prompt|question|query|instruction|request)(_?text)?$/i, /prompt|question|query/i],
  output: [/^(output|answer|response|completion|generated_?text|reply)(_?text)?$/i, /answer|response|completion|output/i],
};

export interface Proposal {
  mapping: Mapping;
  /** Why a field was chosen or a unit concluded, for each target. */
  because: { [target in MappingTarget]?: string };
}

/** Proposes a mapping for rows of an unknown shape from the names and values of their fields. Fields that fit nothing are left out. */
export function proposeMapping(rows: readonly unknown[]): Proposal {
  const paths = listPaths(rows);
  const mapping: { [target in MappingTarget]?: FieldRule } = {};
  const because: Proposal["because"] = {};
  const taken = new Set<string>();
  for (const target of Object.keys(names) as (keyof typeof names)[]) {
    const from = find(target, paths, rows, taken);
    if (from === undefined) continue;
    taken.add(from);
    const unit = target === "latency" ? concludeUnit(from, rows) : null;
    mapping[target] = unit === null ? { from } : { from, unit: unit.unit };
    because[target] = unit?.because ?? `the field is called ${from}${isInverse(target, from) ? ": empty where nothing went wrong" : ""}`;
  }
  return { mapping, because };
}

const isInverse = (target: MappingTarget, from: string) => target === "success" && isErrorName(from);

const maxDepth = 3;
const maxPaths = 500;

/** Paths of all values that are no objects, in the order of the rows. */
export function listPaths(rows: readonly unknown[]): string[] {
  const paths = new Set<string>();
  const walk = (value: unknown, path: string, depth: number): void => {
    if (paths.size >= maxPaths) return;
    if (isObject(value) && depth < maxDepth) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`, depth + 1);
    } else if (path !== "") paths.add(path);
  };
  for (const row of rows) walk(row, "", 0);
  return [...paths];
}

function find(
  target: keyof typeof names,
  paths: readonly string[],
  rows: readonly unknown[],
  taken: ReadonlySet<string>,
): string | undefined {
  for (const pattern of names[target])
    for (const path of paths) {
      const last = nameOf(path);
      if (!taken.has(path) && pattern.test(last) && !never[target]?.test(last) && fits(target, path, rows)) return path;
    }
  return undefined;
}

/** What a path is called by: `model` for `meta.model.id`, whose last part says nothing. */
function nameOf(path: string): string {
  const [last = path, parent] = path.split(".").reverse();
  return parent !== undefined && /^(id|name|value|text|content)$/i.test(last) ? parent : last;
}

/** Whether most values of a field can be what it is taken for. */
function fits(target: MappingTarget, path: string, rows: readonly unknown[]): boolean {
  const values = rows.map((row) => readPath(row, path)).filter((value) => value !== undefined && value !== null && value !== "");
  // A field that says what went wrong may be empty in all rows that are looked at, but then it is no help.
  if (values.length === 0) return false;
  const count = (test: (value: unknown) => boolean) => values.filter(test).length >= 0.9 * values.length;
  if (target === "latency") return count((value) => (toMs(value, "ms") ?? -1) >= 0);
  if (target === "success") return count((value) => readSuccess(value, { from: path }) !== undefined);
  if (target === "quality") return count((value) => within(readNumber(value), 0, 1));
  // A number is a time only where its name says so.
  const isNamed = /time|stamp|start|created|date|when|(^|[._])ts$/i.test(path);
  if (target === "time")
    return count(
      (value) => readTime(value) !== undefined && (readNumber(value) === undefined || (isNamed && (readNumber(value) as number) >= 1e8)),
    );
  return count((value) => typeof value !== "object");
}

const within = (value: number | undefined, from: number, to: number) => value !== undefined && value >= from && value <= to;

/** The unit of a duration: what the field's name says, else the size of its values. */
function concludeUnit(path: string, rows: readonly unknown[]): { unit: DurationUnit; because: string } {
  const named = /(?:^|[_.(\s-])(ns|nanos(?:econds)?|us|micros(?:econds)?|ms|millis(?:econds)?|s|sec|secs|seconds)\)?$/i.exec(
    path.replaceAll(/([a-z])(Ms|Ns|Us|Seconds|Millis)$/g, "$1_$2"),
  )?.[1];
  if (named !== undefined) {
    const unit = /^n/i.test(named) ? "ns" : /^(us|micro)/i.test(named) ? "us" : /^m/i.test(named) ? "ms" : "s";
    return { unit, because: `the name of ${path} says so` };
  }
  const given = rows.map((row) => readPath(row, path)).filter((value) => value !== undefined && value !== null && value !== "");
  if (given.length > 0 && given.every((value) => readNumber(value) === undefined))
    return { unit: "ms", because: `each value of ${path} is written with its unit` };
  const values = given
    .map(readNumber)
    .filter((value) => value !== undefined && value > 0)
    .sort((a, b) => (a as number) - (b as number)) as number[];
  const median = values[Math.floor(values.length / 2)] ?? 1;
  const fractions = values.some((value) => !Number.isInteger(value));
  const shown = Number(median.toPrecision(4));
  if (median < 100 && fractions)
    return { unit: "s", because: `half of the values are below ${shown}, with fractions: as milliseconds no model is that fast` };
  if (median < 1e6) return { unit: "ms", because: `half of the values are below ${shown}` };
  return median < 1e8
    ? { unit: "us", because: `half of the values are above ${shown}: as milliseconds that would be hours` }
    : { unit: "ns", because: `half of the values are above ${shown}: as milliseconds that would be days` };
}
