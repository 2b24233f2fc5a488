import {
  AssayError,
  ComparisonFilter,
  defaultSplitSeed,
  ExecutionFilter,
  type ExportRequest,
  type ExportSplit,
  SampleFilter,
} from "../../../contract/index.ts";
import { createAjv, type ErrorObject, type ValidateFunction } from "../base/ajv.ts";
import { describeValue, isObject } from "../base/json-value.ts";
import { editDistance } from "../config/nearest-key.ts";
import { lakeTarget } from "./lake/target.ts";
import { type ExportPlan, sourceOf } from "./request.ts";
import { wholeSplit } from "./split/split-of.ts";
import type { AnyTarget } from "./targets/target.ts";
import { findTarget, getFileName, targets } from "./targets/targets.ts";

/**
 * Checks what the contract's schema cannot say, and fills in defaults.
 * @throws AssayError invalid_argument: an unknown target (with the nearest), a filter of the other source, fractions that are not 1 together,
 * options that mean nothing to the target.
 */
export function checkRequest(request: ExportRequest): ExportPlan {
  const target = findTarget(request.target) ?? unknownTarget(request.target);
  const reads = sourceOf(target);
  const filter = checkFilter(request.filter ?? {}, reads);
  checkOptions(request, target);
  return {
    target,
    reads,
    tiers: request.tiers ?? [],
    sampleFilter: reads === "samples" ? (filter as SampleFilter) : {},
    comparisonFilter: reads === "comparisons" ? (filter as ComparisonFilter) : {},
    leaveOut: request.leaveOut ?? [],
    parts: request.split === undefined ? wholeSplit : checkSplit(request.split, target),
    seed: request.split?.seed ?? defaultSplitSeed,
    pairs: request.pairs ?? "best-worst",
    minMargin: request.minMargin ?? 0,
    ties: request.ties ?? "drop",
    system: request.system,
    fixes: checkFixes(request.fixes ?? [], target),
    request,
  };
}

const invalid = (message: string, fix?: string) => new AssayError("invalid_argument", message, fix === undefined ? {} : { fix });

function unknownTarget(name: string): never {
  const names = [...targets.map((target) => target.name), lakeTarget];
  const near = nearest(name, names);
  throw invalid(
    `There is no target ${describeValue(name)}.`,
    `${near === null ? "" : `Did you mean ${near}? `}Targets: ${names.join(", ")}.`,
  );
}

function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known.map((name) => ({ name, edits: editDistance(word.slice(0, 64), name) })).sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= Math.max(2, Math.floor(best.name.length / 3)) ? best.name : null;
}

const filters = { samples: SampleFilter, comparisons: ComparisonFilter, executions: ExecutionFilter };
/** Compiled on first use: together they take 20 ms of every start. */
const checks = new Map<keyof typeof filters, ValidateFunction>();
const keysOf = {
  samples: Object.keys(SampleFilter.properties),
  comparisons: Object.keys(ComparisonFilter.properties),
  executions: Object.keys(ExecutionFilter.properties),
};

/** @param noun what it filters. @throws AssayError invalid_argument: names the key, and the nearest that there is. */
export function checkFilter(filter: unknown, noun: keyof typeof filters): SampleFilter | ComparisonFilter | ExecutionFilter {
  if (!isObject(filter))
    throw invalid(`The filter must be a JSON object, not ${describeValue(filter)}.`, `Its keys: ${keysOf[noun].join(", ")}.`);
  const unknown = Object.keys(filter).find((key) => !keysOf[noun].includes(key));
  if (unknown !== undefined) {
    const near = nearest(unknown, keysOf[noun]);
    const hint = near === null ? "" : `Did you mean ${near}? `;
    throw invalid(`A filter of ${noun} has no key ${describeValue(unknown)}.`, `${hint}Its keys: ${keysOf[noun].join(", ")}.`);
  }
  const check = checks.get(noun) ?? createAjv().compile(filters[noun]);
  checks.set(noun, check);
  if (!check(filter)) throw invalid(`The filter's ${describeFault(check.errors?.[0])}.`);
  return filter as SampleFilter | ComparisonFilter | ExecutionFilter;
}

function describeFault(error: ErrorObject | undefined): string {
  const key = error?.instancePath.slice(1).replaceAll("/", " ") ?? "";
  const allowed: unknown = error?.keyword === "enum" ? (error.params as { allowedValues: unknown }).allowedValues : null;
  const must = Array.isArray(allowed) ? `must be one of ${allowed.join(", ")}` : (error?.message ?? "is not allowed");
  return `${key} ${must}, not ${describeValue(error?.data)}`;
}

function checkOptions({ pairs, minMargin, ties, system, leaveOut, similarity }: ExportRequest, target: AnyTarget): void {
  const { name, takes } = target;
  const refuse = (option: string, of: string) => invalid(`Target ${name} takes no ${option}: it is for targets of ${of}.`);
  if (takes !== "pair" && pairs !== undefined) throw refuse("pair policy", "pairs");
  if (takes !== "pair" && minMargin !== undefined) throw refuse("minimum margin", "pairs");
  if (takes !== "pair" && takes !== "labelled" && ties !== undefined) throw refuse("policy for ties", "pairs and labelled answers");
  if (leaveOut !== undefined && sourceOf(target) !== "samples") throw refuse("checks to leave samples out by", "samples");
  if (similarity !== undefined && leaveOut === undefined)
    throw invalid("A similarity belongs to the checks that samples are left out by, and none is named.");
  if (takes === "record" && system !== undefined) throw invalid(`Target ${name} writes records as they are, without another system turn.`);
}

function checkSplit({ parts }: ExportSplit, target: AnyTarget): ExportSplit["parts"] {
  const sum = parts.reduce((total, { fraction }) => total + fraction, 0);
  const empty = parts.find(({ fraction }) => !(fraction > 0));
  if (empty) throw invalid(`The fraction of ${empty.name} must be above 0.`);
  if (Math.abs(sum - 1) > 1e-9) throw invalid(`The fractions of a split must add up to 1, not ${Math.round(sum * 1e9) / 1e9}.`);
  const files = parts.map(({ name }) => getFileName(target, name));
  const twice = parts.find((_, index) => files.indexOf(files[index] as string) < index);
  if (twice) throw invalid(`Two parts of the split would be the file ${getFileName(target, twice.name)}.`);
  return parts;
}

function checkFixes(fixes: readonly string[], { name, rules }: AnyTarget): ReadonlySet<string> {
  const fixable = rules.flatMap((rule) => (rule.fix === undefined ? [] : [rule.name]));
  const unknown = fixes.find((fix) => !fixable.includes(fix));
  if (unknown === undefined) return new Set(fixes);
  const list = fixable.length === 0 ? "It has none." : `Its fixes: ${fixable.join(", ")}.`;
  throw invalid(`Target ${name} has no fix ${describeValue(unknown)}.`, list);
}
