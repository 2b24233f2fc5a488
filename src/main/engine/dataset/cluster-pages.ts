import { AssayError, type DuplicateCluster, type Input, type Output } from "../../../contract/index.ts";
import { decodeCursor, encodeCursor } from "../queries/cursor.ts";
import { type CheckResult, type DatasetDeps, refOf } from "./check-run.ts";
import type { Cluster } from "./duplicates/clusters.ts";
import { estimate } from "./scan/shingles.ts";

const maxMembers = 50;
/** `curation.apply` takes as many actions. */
const maxRefs = 10_000;

interface Listed {
  changes: number;
  /** Indices of clusters with two or more samples in the dataset. */
  open: number[];
  refs: string[];
  superfluous: number;
}
/** A million lookups at most, so the answer is kept until a decision. */
const kept = new WeakMap<CheckResult, Listed>();

function list(deps: Pick<DatasetDeps, "curation">, result: CheckResult, changes: number): Listed {
  const known = kept.get(result);
  if (known?.changes === changes) return known;
  const listed: Listed = { changes, open: [], refs: [], superfluous: 0 };
  for (const [index, cluster] of result.clusters.entries()) {
    const refs = liveRefs(deps, result, cluster);
    if (refs.length < 2) continue;
    listed.open.push(index);
    listed.superfluous += refs.length - 1;
    for (const { ref } of refs.slice(1)) if (listed.refs.length < maxRefs) listed.refs.push(ref);
  }
  kept.set(result, listed);
  return listed;
}

/** Members that are still in the dataset, the one to keep first. */
function liveRefs({ curation }: Pick<DatasetDeps, "curation">, { columns }: CheckResult, cluster: Cluster): { ref: string; row: number }[] {
  const refs: { ref: string; row: number }[] = [];
  for (const row of cluster.rows) {
    const ref = refOf(curation, columns, row);
    if (curation.decided.samples.get(ref)?.live !== false) refs.push({ ref, row });
  }
  return refs;
}

/** How many clusters are open, and which samples would go if the suggested ones were kept. */
export function listSuperfluous(deps: Pick<DatasetDeps, "curation">, result: CheckResult, changes: number) {
  const { open, refs, superfluous } = list(deps, result, changes);
  return { total: open.length, refs, superfluous };
}

const cursorOf = "clusters";

/** A page of clusters, the largest first. @throws AssayError invalid_argument for a cursor from elsewhere. */
export async function listClusters(
  deps: Pick<DatasetDeps, "curation">,
  result: CheckResult,
  changes: number,
  { cursor, limit }: Input<"dataset.clusters">,
): Promise<Output<"dataset.clusters">> {
  const [from] = decodeCursor(cursorOf, cursor, ([index]) => (Number.isSafeInteger(index) ? [index as number] : undefined)) ?? [0];
  const { open } = list(deps, result, changes);
  // By cluster, not by place: those before it may have been dealt with meanwhile.
  const start = open.findIndex((index) => index >= from);
  const page = start < 0 ? [] : open.slice(start, start + limit);
  const members = page.map((index) => ({ index, refs: liveRefs(deps, result, result.clusters[index] as Cluster) }));
  const rows = await deps.curation.getSampleRows(members.flatMap(({ refs }) => refs.slice(0, maxMembers).map(({ ref }) => ref)));
  const next = start < 0 ? undefined : open[start + limit];
  const found = members.map(({ index, refs }): DuplicateCluster => {
    const cluster = result.clusters[index] as Cluster;
    const first = refs[0];
    if (!first) throw new AssayError("bug", "An open cluster has no sample.");
    return {
      id: index,
      kind: cluster.isExact ? "exact" : "near",
      members: refs.slice(0, maxMembers).flatMap(({ ref, row }) => {
        const sample = rows.get(ref);
        return sample ? [{ row: sample, similarity: computeSimilarity(result, first.row, row) }] : [];
      }),
      size: refs.length,
      why: first.row === cluster.rows[0] ? cluster.why : "The better one was removed.",
    };
  });
  return { rows: found, nextCursor: next === undefined ? null : encodeCursor(cursorOf, next), total: open.length };
}

/** Of prompt and output the lower one, estimated to 0.05; 1 for equal texts. */
function computeSimilarity({ columns }: CheckResult, one: number, other: number): number {
  const { texts, promptSignatures, outputSignatures } = columns;
  if (texts[one * 2] === texts[other * 2] && texts[one * 2 + 1] === texts[other * 2 + 1]) return 1;
  return Math.min(0.99, estimate(promptSignatures, one, other), estimate(outputSignatures, one, other));
}
