import type { PairAgreement } from "../../../contract/index.ts";
import type { ComparisonVerdicts } from "../curation/log/event.ts";
import { cohensKappa } from "../statistics/kappa.ts";

/** Pairs of reviewers that are answered: those with the most comparisons in common. */
const maxPairs = 50;

/**
 * How far people agree, by pair: two verdicts agree if they are the same. Agents are left out.
 * @param all of comparisons that several reviewers decided about without another's decision in view.
 */
export function measureAgreement(all: Iterable<ComparisonVerdicts>): PairAgreement[] {
  const pairs = new Map<string, { reviewers: [string, string]; counts: Map<string, Map<string, number>>; n: number }>();
  for (const { verdicts } of all) {
    const people = verdicts.filter(({ kind }) => kind === "person").sort((a, b) => (a.actor < b.actor ? -1 : 1));
    for (const [index, one] of people.entries()) {
      for (const other of people.slice(index + 1)) {
        const name = JSON.stringify([one.actor, other.actor]);
        const pair = pairs.get(name) ?? { reviewers: [one.actor, other.actor], counts: new Map(), n: 0 };
        const row = pair.counts.get(one.verdict) ?? new Map<string, number>();
        row.set(other.verdict, (row.get(other.verdict) ?? 0) + 1);
        pair.counts.set(one.verdict, row);
        pair.n++;
        pairs.set(name, pair);
      }
    }
  }
  const largest = [...pairs.values()].sort((a, b) => b.n - a.n).slice(0, maxPairs);
  return largest.map(({ reviewers, counts, n }) => {
    const agreed = [...counts].reduce((sum, [verdict, row]) => sum + (row.get(verdict) ?? 0), 0);
    return { reviewers, n, agreed, kappa: cohensKappa(toTable(counts)) };
  });
}

/** One reviewer's verdicts by the other's, square. */
function toTable(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): number[][] {
  const categories = [...new Set([...counts].flatMap(([verdict, row]) => [verdict, ...row.keys()]))];
  return categories.map((one) => categories.map((other) => counts.get(one)?.get(other) ?? 0));
}
