import type { Signal } from "../../../contract/index.ts";
import { flag } from "./across/flag.ts";
import { flagLengths, type LengthRange } from "./across/length-outliers.ts";
import { flagRejected, flagTiers } from "./across/tiers.ts";
import { type Cluster, toClusters } from "./duplicates/clusters.ts";
import { DisjointSets } from "./duplicates/disjoint-sets.ts";
import { type DuplicateParts, joinEqual, joinNear, toShared } from "./duplicates/find-duplicates.ts";
import type { Columns } from "./scan/columns.ts";
import { forEachEqual } from "./scan/sorted-groups.ts";

export interface CheckedDataset {
  columns: Columns;
  clusters: readonly Cluster[];
  lengths: LengthRange | null;
}

export interface CheckOptions extends DuplicateParts {
  similarity: number;
  /** Texts of rejected candidates; see `readRejectedTexts`. */
  rejected: ReadonlySet<string>;
  signal: Signal;
}

/** Runs the checks that need other samples, over scanned columns, and marks what they find there. @throws AssayError cancelled, io … */
export async function checkAcross(options: CheckOptions): Promise<CheckedDataset> {
  const { columns, similarity, rejected } = options;
  const rows = withoutCopies(columns);
  const lengths = flagLengths(columns);
  flagTiers(columns, rows);
  flagRejected(columns, rows, rejected);

  const sets = new DisjointSets(columns.count);
  const texts = joinEqual(rows, columns.texts, sets);
  await joinNear(
    options,
    texts,
    { over: "both", similarity, acrossParts: false },
    (one, other) => sets.join(one, other),
    (one, other) => sets.has(one, other),
  );
  const clusters = toClusters(columns, rows, sets);
  for (const cluster of clusters) for (const row of cluster.rows) flag(columns, "duplicate", row);

  await flagLeakage(options, rows);
  return { columns, clusters, lengths };
}

/** Lines that are identical to the byte are one sample, with copies: they are changed and removed together. */
function withoutCopies({ count, hashes, texts }: Columns): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  const isCopy = new Uint8Array(count);
  forEachEqual(all, texts, (group) => {
    const seen = new Set<string>();
    for (const row of group) {
      const line = `${hashes[row * 3]} ${hashes[row * 3 + 1]} ${hashes[row * 3 + 2]}`;
      if (seen.has(line)) isCopy[row] = 1;
      seen.add(line);
    }
  });
  return toShared(all.filter((row) => isCopy[row] === 0));
}

/** Prompts that are nearly the same and fall into different parts of the split. */
async function flagLeakage(options: CheckOptions, rows: Uint32Array): Promise<void> {
  const { columns, similarity } = options;
  const sets = new DisjointSets(columns.count);
  const prompts = joinEqual(rows, columns.prompts, sets);
  const leaks = new Uint8Array(columns.count);
  // One prompt of two tasks may fall into two parts.
  for (const row of rows) if (columns.parts[row] !== columns.parts[sets.find(row)]) leaks[sets.find(row)] = 1;
  await joinNear(
    options,
    prompts,
    { over: "prompts", similarity, acrossParts: true },
    (one, other) => {
      leaks[one] = 1;
      leaks[other] = 1;
    },
    (one, other) => leaks[one] === 1 && leaks[other] === 1,
  );
  for (const row of rows) if (leaks[sets.find(row)] === 1) flag(columns, "leakage", row);
}
