import {
  type CategoryFactor,
  type CategoryValue,
  type Input,
  minWhySide,
  type NumberFactor,
  type Signal,
  sureEffect,
  type WhySlow,
  whyCategories,
  whyNumbers,
} from "../../../contract/index.ts";
import { alpha95, type Difference } from "../statistics/difference.ts";
import { newcombe } from "../statistics/newcombe.ts";
import { superiority } from "../statistics/superiority.ts";
import type { Database } from "../store/duckdb.ts";
import { countCached, readTail, type Tail, tailPercentile } from "./tail.ts";
import { type NumberCounts, readCategory, readNumber, type ValueCount } from "./tail-factors.ts";
import { toShown } from "./verdict.ts";

interface CountedCategory {
  factor: CategoryFactor["factor"];
  values: ValueCount[];
  distinct: number;
}

/**
 * In what the slow executions differ from the others: each factor that the index has, with its effect and interval (docs/decisions/0056-why-slow.md). One snapshot, a scan a
 * factor. @throws AssayError cancelled; of the index.
 */
export function whySlow(db: Database, input: Input<"engines.why">, signal?: Signal): Promise<WhySlow> {
  const { engine, fromS, toS } = input;
  const scope = {
    ...(engine === undefined ? {} : { engine }),
    ...(fromS === undefined ? {} : { fromS }),
    ...(toS === undefined ? {} : { toS }),
  };
  return db.snapshot(async (read) => {
    const cachedN = await countCached(read, input);
    const tail = await readTail(read, input);
    const head = { ...scope, percentile: tailPercentile(input), cachedN };
    if (tail === null) return { ...head, thresholdMs: null, tailN: 0, restN: 0, numbers: [], categories: [], absent: [], looks: 0 };
    const numbers: { factor: NumberFactor["factor"]; counts: NumberCounts }[] = [];
    const categories: CountedCategory[] = [];
    const absent: WhySlow["absent"] = [];
    for (const factor of whyNumbers) {
      const counts = await readNumber(read, tail, factor);
      if (counts === null) absent.push(factor);
      else numbers.push({ factor, counts });
    }
    const asked = whyCategories.filter(
      (one) => (one !== "engine" || engine === undefined) && (one !== "cached" || input.includeCached === true),
    );
    for (const factor of asked) {
      const { values, distinct } = await readCategory(read, tail, factor);
      if (values.length === 0) absent.push(factor);
      else categories.push({ factor, values, distinct });
    }
    return { ...head, thresholdMs: tail.thresholdMs, tailN: tail.tailN, restN: tail.restN, ...judge(tail, numbers, categories), absent };
  }, signal);
}

/** Effects and verdicts, once it is known how many intervals there are. */
function judge(
  tail: Tail,
  numbers: readonly { factor: NumberFactor["factor"]; counts: NumberCounts }[],
  categories: readonly CountedCategory[],
): Pick<WhySlow, "numbers" | "categories" | "looks"> {
  const isEnough = ({ m, n }: { m: number; n: number }) => m >= minWhySide && n >= minWhySide;
  const values = isEnough({ m: tail.tailN, n: tail.restN }) ? categories.reduce((sum, one) => sum + one.values.length, 0) : 0;
  const looks = values + numbers.filter(({ counts }) => isEnough(counts)).length;
  const claim = (difference: (alpha: number) => Difference, sides: { m: number; n: number }) =>
    isEnough(sides) ? toShown(difference, Math.max(1, looks)).verdict : "unknown";
  const toNumber = ({ factor, counts }: { factor: NumberFactor["factor"]; counts: NumberCounts }): NumberFactor => {
    const { low, high } = superiority(counts, alpha95);
    return {
      factor,
      n: { tail: counts.m, rest: counts.n },
      medians: counts.medians,
      superiority: { value: counts.share, low: low === null ? null : low + 0.5, high: high === null ? null : high + 0.5 },
      verdict: claim((alpha) => superiority(counts, alpha), counts),
    };
  };
  const toValue = ({ value, tail: inTail, rest }: ValueCount): CategoryValue => {
    const difference = (alpha: number) => newcombe({ hits: rest, n: tail.restN }, { hits: inTail, n: tail.tailN }, alpha);
    const shares = { tail: inTail / Math.max(1, tail.tailN), rest: rest / Math.max(1, tail.restN) };
    const { value: by, low, high } = difference(alpha95);
    return {
      value,
      n: { tail: inTail, rest },
      shares,
      difference: { value: by ?? 0, low: low ?? -1, high: high ?? 1 },
      ratio: rest === 0 ? null : shares.tail / shares.rest,
      verdict: claim(difference, { m: tail.tailN, n: tail.restN }),
    };
  };
  return {
    numbers: numbers.map(toNumber).sort((a, b) => sureEffect(b) - sureEffect(a)),
    categories: categories.map(({ factor, values: some, distinct }) => ({
      factor,
      distinct,
      values: some.map(toValue).sort((a, b) => sureEffect(b) - sureEffect(a)),
    })),
    looks,
  };
}
