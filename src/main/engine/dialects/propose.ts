import { type DurationUnit, type FieldRule, isDuration, type Mapping, type MappingTarget } from "../../../contract/index.ts";
import { isObject } from "../base/json-value.ts";
import { errorName, isErrorName, readPath, readSuccess, toMs } from "./field-rules.ts";
import { readTime } from "./times.ts";
import { readCount, readDollars, readNumber } from "./values.ts";

/** Names of durations that are no latency of an answer: what it was compared with, and units that a mapping has not. */
const notLatency = /target|limit|threshold|budget|timeout|(^|_)(sla|slo)($|_)|per_?(token|second)|minutes?|hours?/i;

/**
 * Names that fields go by in files of all kinds, the most telling first; camel case is read as words. The order of the targets matters, because a
 * field is taken once: "prompt_tokens" is no prompt, and "first_token_latency" no latency of the whole answer.
 */
const names: Record<Exclude<MappingTarget, "winner">, RegExp[]> = {
  engine: [/^(engine|model)(_?(id|name))?$/i, /model|engine|provider|deployment/i],
  task: [/^(task(_?(id|name))?|(session|conversation|question|prompt|example|item|sample|doc|problem|instance)_?(id|idx|index|number))$/i],
  // Whatever its name, text that reads as a time is one.
  time: [/^(timestamp|ts|created_?at|start_?time|time|date|when)$/i, /timestamp|start|created|date/i, /(?:)/],
  ttft: [/ttft|time[_ ]?to[_ ]?first|first[_ ]?(token|byte|chunk)/i],
  latency: [
    /^(latency|duration|elapsed|response[_ ]?time)/i,
    /latency|duration|elapsed|took|runtime|(response|total|wall|generation|inference)[_ ]?time|time[_ ]?taken/i,
    /^(time[_ ]?)?\(?(seconds|secs?|s|ms|millis(econds)?)\)?$/i,
  ],
  success: [/^(is_?)?(success(ful)?|succeeded|ok|passed|(http_?)?status(_?code)?)$/i, errorName],
  quality: [/^(quality|score|rating|accuracy|correctness)(_?score)?$/i],
  input_tokens: [/^(n_?|num_?)?((input|prompt)[_ ]?tok(en)?s?|tok(en)?s[_ ]?in(put)?)([_ ]?count)?$/i],
  output_tokens: [/^(n_?|num_?)?((output|completion|generated)[_ ]?tok(en)?s?|tok(en)?s[_ ]?out(put)?)([_ ]?count)?$/i],
  cost: [/^(total_?)?(cost|price|spend)(_?(usd|dollars))?$/i],
  input: [/^(input|prompt|question|query|instruction|request)(_?text)?$/i, /prompt|question|query/i],
  output: [/^(output|answer|response|completion|generated_?text|reply)(_?text)?$/i, /answer|response|completion|output/i],
};

/** What follows one of those words in the name of a field that says something about a text, and is not the text. */
const aboutText =
  /(^|[_ .-])(ids?|idx|index|types?|count|number|tokens?|cost|price|time|ms|at|len(gth)?|size|hash|version|name|status|code|url|path|file|reason|format|lang(uage)?)$/i;

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
    const unit = isDuration(target) ? concludeUnit(from, rows) : null;
    mapping[target] = unit === null ? { from } : { from, unit: unit.unit };
    because[target] = unit?.because ?? toReason(target, from);
  }
  return { mapping, because };
}

function toReason(target: keyof typeof names, from: string): string {
  if (target === "success" && isErrorName(from)) return "empty where nothing went wrong, by its name";
  return isTold(target, from) ? "by its name" : "its values read as times";
}

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
  for (const [i, pattern] of names[target].entries())
    for (const path of paths) {
      const last = toWords(toFieldName(path));
      if (taken.has(path) || !pattern.test(last) || (target === "latency" && notLatency.test(last))) continue;
      if (fits(target, path, rows) && (i === 0 || !isText(target) || isLikelyText(target, last, path, rows))) return path;
    }
  return undefined;
}

/** What a path is called by: `model` for `meta.model.id`, whose last part says nothing. */
function toFieldName(path: string): string {
  const [last = path, parent] = path.split(".").reverse();
  return parent !== undefined && /^(id|name|value|text|content)$/i.test(last) ? parent : last;
}

/** Whether the name of a field says what it is. Only a time is found without. */
const isTold = (target: keyof typeof names, path: string) =>
  target !== "time" || /time|stamp|start|created|date|when|(^|[._])ts$/i.test(path);

/** "promptTokens" and "prompt-tokens" as "prompt_tokens". */
const toWords = (name: string) => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll("-", "_");

const isText = (target: MappingTarget) => target === "engine" || target === "input" || target === "output";

/** Whether a field whose name only holds a word that fits is the text itself: "model_output" is no model, and "response_id" no response. */
function isLikelyText(target: MappingTarget, name: string, path: string, rows: readonly unknown[]): boolean {
  const values = listValues(path, rows);
  if (!values.every((value) => typeof value === "string") || values.every((value) => readNumber(value) !== undefined)) return false;
  if (target !== "engine") return !aboutText.test(name);
  return !/output|response|answer|input|prompt|version|time/i.test(name) && values.every((value) => isLabel(value));
}

const isLabel = (value: unknown) => String(value).length <= 200 && !String(value).includes("\n");

const listValues = (path: string, rows: readonly unknown[]) =>
  rows.map((row) => readPath(row, path)).filter((value) => value !== undefined && value !== null && value !== "");

/** Whether most values of a field can be what it is taken for. */
function fits(target: MappingTarget, path: string, rows: readonly unknown[]): boolean {
  const values = listValues(path, rows);
  if (values.length === 0) return false;
  const count = (test: (value: unknown) => boolean) => values.filter(test).length >= 0.9 * values.length;
  // A number is a time only where its name says so.
  const isNamed = isTold("time", path);
  switch (target) {
    case "latency":
    case "ttft":
      return count((value) => (toMs(value, "ms") ?? -1) >= 0);
    case "cost":
      return count((value) => (readDollars(value) ?? -1) >= 0);
    case "input_tokens":
    case "output_tokens":
      return count((value) => readCount(value) !== undefined);
    case "quality":
      return count((value) => within(readNumber(value), 0, 1));
    case "success":
      return count((value) => readSuccess(value, { from: path }) !== undefined);
    case "task":
      return count((value) => typeof value !== "object" && isLabel(value));
    case "time":
      return count(
        (value) => readTime(value) !== undefined && (readNumber(value) === undefined || (isNamed && (readNumber(value) as number) >= 1e8)),
      );
    default:
      return count((value) => typeof value !== "object");
  }
}

const within = (value: number | undefined, from: number, to: number) => value !== undefined && value >= from && value <= to;

/** The unit of a duration: what the field's name says, else the size of its values. */
function concludeUnit(path: string, rows: readonly unknown[]): { unit: DurationUnit; because: string } {
  const named = /(?:^|[_.(\s-])(ns|nanos(?:econds)?|us|micros(?:econds)?|ms|millis(?:econds)?|s|sec|secs|seconds)\)?$/i.exec(
    path.replaceAll(/([a-z])(Ms|Ns|Us|Seconds|Millis)$/g, "$1_$2"),
  )?.[1];
  if (named !== undefined) {
    const unit = /^n/i.test(named) ? "ns" : /^(us|micro)/i.test(named) ? "us" : /^m/i.test(named) ? "ms" : "s";
    return { unit, because: "its name says so" };
  }
  const given = listValues(path, rows);
  if (given.length > 0 && given.every((value) => readNumber(value) === undefined))
    return { unit: "ms", because: "each value is written with its unit" };
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
