import { useCallback, useMemo, useRef, useState } from "react";
import type { DuplicateCluster } from "../../../../contract/index.ts";
import { formatNoun } from "../../../components/format.ts";
import { stepBack } from "../../../review/decide.ts";
import { queueDecision, useDecisionQueue } from "../../../review/decisions.ts";
import { unsavedActions } from "../../../review/queue.ts";
import { say } from "../../../state/notify.ts";
import { query, useHostPages, useHostQuery } from "../../../state/queries.ts";
import { useViewState } from "../../../state/view-state.ts";

/** Clusters before the end of what is loaded at which more is asked for. */
const loadAhead = 20;

/** All the list of duplicates knows and can do. */
export function useDuplicates() {
  const list = useHostPages("dataset.clusters", { limit: 100 }, { follows: "samples" });
  const curation = useHostQuery("curation.state", {}, { follows: "samples" });
  const queue = useDecisionQueue();
  const [selectedId, select] = useViewState("duplicates.cluster", -1);
  /** By cluster, the ref that is kept instead of the suggested one. */
  const [kept, setKept] = useState<ReadonlyMap<number, string>>(new Map());
  const removing = useMemo(
    () => new Set(unsavedActions(queue.waiting).flatMap((action) => (action.type === "demote" ? [action.sample] : []))),
    [queue.waiting],
  );
  const clusters = useMemo(
    () =>
      list.rows
        .map((cluster) => ({ ...cluster, members: cluster.members.filter(({ row }) => !removing.has(row.ref)) }))
        .filter(({ members }) => members.length > 1),
    [list.rows, removing],
  );
  const found = clusters.findIndex(({ id }) => id === selectedId);
  // One that was dealt with is followed by the next one in order.
  const next = clusters.findIndex(({ id }) => id > selectedId);
  const index = found >= 0 ? found : next >= 0 ? next : clusters.length - 1;
  const cluster = clusters[index];
  const keptRef =
    cluster && (cluster.members.some(({ row }) => row.ref === kept.get(cluster.id)) ? kept.get(cluster.id) : cluster.members[0]?.row.ref);

  const now = useRef({ clusters, index, cluster, keptRef, list, curation: curation.data });
  now.current = { clusters, index, cluster, keptRef, list, curation: curation.data };

  const keep = useCallback((position: number) => {
    const { cluster: here } = now.current;
    const ref = here?.members[position]?.row.ref;
    if (here && ref !== undefined) setKept((before) => new Map(before).set(here.id, ref));
  }, []);
  return {
    list,
    clusters,
    index,
    cluster,
    keptRef,
    curation: curation.data,
    queue,
    select: useCallback((one: DuplicateCluster) => select(one.id), [select]),
    keep,
    keepNext: useCallback(
      (by: 1 | -1) => {
        const { cluster: here, keptRef: ref } = now.current;
        if (!here) return;
        const at = here.members.findIndex(({ row }) => row.ref === ref);
        keep((at + by + here.members.length) % here.members.length);
      },
      [keep],
    ),
    move: useCallback(
      (by: 1 | -1) => {
        const { clusters: all, index: at, list: pages } = now.current;
        const to = all[Math.min(all.length - 1, Math.max(0, at + by))];
        if (to) select(to.id);
        if (pages.hasMore && at >= all.length - loadAhead) pages.loadMore();
      },
      [select],
    ),
    removeOthers: useCallback(() => {
      const { cluster: here, keptRef: ref } = now.current;
      const others = here?.members.filter(({ row }) => row.ref !== ref) ?? [];
      if (!here || others.length === 0) say("There is no duplicate to remove.");
      else removeSamples(others.map(({ row }) => row.ref));
    }, []),
    undo: useCallback(() => {
      if (!stepBack("undo", now.current.curation)) say("Nothing to undo.");
    }, []),
    redo: useCallback(() => {
      if (!stepBack("redo", now.current.curation)) say("Nothing to redo.");
    }, []),
  };
}
export type DuplicatesState = ReturnType<typeof useDuplicates>;

function removeSamples(refs: readonly string[]): void {
  queueDecision(
    refs.map((sample) => ({ type: "demote", sample })),
    `remove ${formatNoun(refs.length, "duplicate")} from the dataset`,
  );
}

/** Removes every sample that is not suggested to be kept, at most 10 000, as one step of undo. */
export async function removeAllSuggested(): Promise<void> {
  const answer = await query("dataset.superfluous", {});
  if (!answer.ok) say(answer.error.message);
  else if (answer.value.refs.length === 0) say("There is no duplicate to remove.");
  else removeSamples(answer.value.refs);
}
