import { type DatasetCharts, tiers } from "../../../contract/index.ts";
import type { CheckResult } from "./check-run.ts";

const maxEngines = 12;
const qualityBars = 10;

type Bar = DatasetCharts["lengths"][number];

/** How tiers spread over length, quality and engines. */
export function toCharts({ columns, engines }: CheckResult): DatasetCharts {
  const { count, outputLengths, quality, tiers: tierOf } = columns;
  const lengths: Bar[] = [];
  const scores = Array.from({ length: qualityBars }, (_, i) => createBar(i / qualityBars, (i + 1) / qualityBars));
  for (let row = 0; row < count; row++) {
    const tier = tiers[tierOf[row] as number] ?? "bronze";
    // Bar n holds lengths from 2^n on; the first one also an empty output.
    const bar = Math.max(0, Math.floor(Math.log2(Math.max(1, outputLengths[row] as number))));
    for (let next = lengths.length; next <= bar; next++) lengths.push(createBar(next === 0 ? 0 : 2 ** next, 2 ** (next + 1)));
    (lengths[bar] as Bar)[tier]++;
    // 1 belongs to the last bar.
    const score = Math.min(qualityBars - 1, Math.floor((quality[row] as number) * qualityBars + 1e-6));
    (scores[score] as Bar)[tier]++;
  }
  const named = [...engines]
    .filter(([engineId]) => engineId !== "")
    .map(([engineId, [gold, silver, bronze]]) => ({ engineId, gold, silver, bronze }));
  named.sort((a, b) => sum(b) - sum(a) || (a.engineId < b.engineId ? -1 : 1));
  const rest = named.slice(maxEngines).reduce((all, one) => add(all, one), { gold: 0, silver: 0, bronze: 0 });
  return {
    lengths: withoutEmptyEnds(lengths),
    quality: withoutEmptyEnds(scores),
    engines: [...named.slice(0, maxEngines), ...(sum(rest) > 0 ? [{ engineId: "", ...rest }] : [])],
    withoutEngine: engines.get("")?.reduce((all, one) => all + one, 0) ?? 0,
  };
}

type Counts = Record<(typeof tiers)[number], number>;
const createBar = (from: number, to: number): Bar => ({ from, to, gold: 0, silver: 0, bronze: 0 });
const sum = ({ gold, silver, bronze }: Counts) => gold + silver + bronze;
const add = (a: Counts, b: Counts): Counts => ({ gold: a.gold + b.gold, silver: a.silver + b.silver, bronze: a.bronze + b.bronze });

function withoutEmptyEnds(bars: readonly Bar[]): Bar[] {
  const first = bars.findIndex((bar) => sum(bar) > 0);
  return first < 0 ? [] : bars.slice(first, bars.findLastIndex((bar) => sum(bar) > 0) + 1);
}
