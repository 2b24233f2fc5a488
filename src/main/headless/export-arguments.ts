import {
  checkNames,
  type ExportRequest,
  type ExportSplit,
  maxSplits,
  pairPolicies,
  splitNamePattern,
  tiePolicies,
} from "../../contract/index.ts";
import type { Arguments } from "./command.ts";
import { usageError } from "./usage.ts";
import { oneOf, readSimilarity, readTier } from "./values.ts";

/** The request that the options of `export` make. What a target does not take is refused where its rules are known. */
export function readExportRequest(options: Arguments): ExportRequest {
  const text = (name: string) => options.text(name);
  const tiers = [...new Set(options.texts("tier").map(readTier))];
  const filter = text("filter");
  const leaveOut = [...new Set(options.texts("leave-out").map((name) => oneOf("leave-out", name, checkNames)))];
  const threshold = text("threshold");
  const split = text("split");
  const seed = text("seed");
  const pairs = text("pairs");
  const margin = text("min-margin");
  const ties = text("ties");
  const system = text("system");
  const fixes = [...new Set(options.texts("fix"))];
  if (seed !== undefined && split === undefined) throw usageError("--seed belongs to --split, which is missing.", "export");
  if (threshold !== undefined && leaveOut.length === 0) throw usageError("--threshold belongs to --leave-out, which is missing.", "export");
  return {
    target: text("target") ?? "",
    ...(tiers.length === 0 ? {} : { tiers }),
    ...(filter === undefined ? {} : { filter: readFilter(filter) }),
    ...(leaveOut.length === 0 ? {} : { leaveOut }),
    ...(threshold === undefined ? {} : { similarity: readSimilarity(threshold, "export") }),
    ...(split === undefined ? {} : { split: readSplit(split, seed) }),
    ...(pairs === undefined ? {} : { pairs: oneOf("pairs", pairs, pairPolicies) }),
    ...(margin === undefined ? {} : { minMargin: readMargin(margin) }),
    ...(ties === undefined ? {} : { ties: oneOf("ties", ties, tiePolicies) }),
    ...(system === undefined ? {} : { system }),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}

/** Whether its keys are right, the engine says: it knows which kind of filter the target takes. */
function readFilter(value: string): NonNullable<ExportRequest["filter"]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch (thrown) {
    throw usageError(`--filter must be JSON, for example '{"text":"refund"}': ${(thrown as Error).message}.`, "export");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw usageError(`--filter must be a JSON object, for example '{"text":"refund"}'.`, "export");
  return parsed as NonNullable<ExportRequest["filter"]>;
}

/** Parses `train=0.9,test=0.1`. That the fractions add up to 1, the engine says. */
function readSplit(value: string, seed: string | undefined): ExportSplit {
  const parts = value.split(",").map((part) => {
    const [name = "", fraction = "", ...more] = part.split("=").map((one) => one.trim());
    if (!new RegExp(splitNamePattern).test(name) || !/^(\d+(\.\d*)?|\.\d+)$/.test(fraction) || Number(fraction) > 1 || more.length > 0)
      throw usageError(
        `--split must be names with fractions of 1, as in train=0.9,test=0.1, not "${part}". A name is lower case, digits, _ and -, a letter first.`,
        "export",
      );
    return { name, fraction: Number(fraction) };
  });
  const twice = parts.find(({ name }, index) => parts.findIndex((part) => part.name === name) < index);
  if (twice) throw usageError(`--split names ${twice.name} twice.`, "export");
  if (parts.length > maxSplits) throw usageError(`--split takes ${maxSplits} parts at most.`, "export");
  return seed === undefined ? { parts } : { parts, seed: readSeed(seed) };
}

function readSeed(value: string): number {
  const seed = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(seed))
    throw usageError(`--seed must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not "${value}".`, "export");
  return seed;
}

function readMargin(value: string): number {
  const margin = /^(\d+(\.\d*)?|\.\d+)$/.test(value) ? Number(value) : Number.NaN;
  if (!(margin >= 0 && margin <= 1)) throw usageError(`--min-margin must be a number from 0 to 1, not "${value}".`, "export");
  return margin;
}
