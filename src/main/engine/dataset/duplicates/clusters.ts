import type { Columns } from "../scan/columns.ts";
import type { DisjointSets } from "./disjoint-sets.ts";

/** Rows that are duplicates of each other, the one suggested to keep first. */
export interface Cluster {
  rows: Uint32Array;
  /** Why the first one is suggested. */
  why: string;
  isExact: boolean;
}

/** Clusters of two or more, the largest first. @param rows those that can be in one. */
export function toClusters(columns: Columns, rows: Uint32Array, sets: DisjointSets): Cluster[] {
  const byRoot = new Map<number, number[]>();
  for (const row of rows) {
    const root = sets.find(row);
    const members = byRoot.get(root);
    if (members) members.push(row);
    else byRoot.set(root, [row]);
  }
  const clusters: Cluster[] = [];
  for (const members of byRoot.values()) if (members.length > 1) clusters.push(toCluster(columns, members));
  return clusters.sort((a, b) => b.rows.length - a.rows.length || (a.rows[0] as number) - (b.rows[0] as number));
}

/** What makes a sample the one to keep, most important first. */
const reasons: readonly { why: string; of(columns: Columns, row: number): number }[] = [
  { why: "It has the best tier.", of: ({ tiers }, row) => -(tiers[row] as number) },
  { why: "A person confirmed it.", of: ({ validated }, row) => validated[row] as number },
  { why: "It has the best quality score.", of: ({ quality }, row) => quality[row] as number },
  { why: "It has the longest output.", of: ({ outputLengths }, row) => outputLengths[row] as number },
];

function toCluster(columns: Columns, members: number[]): Cluster {
  const compare = (a: number, b: number) => {
    for (const { of } of reasons) {
      const difference = of(columns, b) - of(columns, a);
      if (difference !== 0) return difference;
    }
    return a - b;
  };
  const rows = Uint32Array.from(members).sort(compare);
  const [best, second] = rows as unknown as [number, number];
  const why = reasons.find(({ of }) => of(columns, best) !== of(columns, second))?.why ?? "It comes first in the dataset.";
  const { texts } = columns;
  const isExact = members.every((row) => texts[row * 2] === texts[best * 2] && texts[row * 2 + 1] === texts[best * 2 + 1]);
  return { rows, why, isExact };
}
