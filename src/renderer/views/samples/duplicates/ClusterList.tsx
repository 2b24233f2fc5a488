import type { DuplicateCluster } from "../../../../contract/index.ts";
import { formatCount } from "../../../components/format.ts";
import { VirtualList } from "../../../components/VirtualList.tsx";
import { takeMoveKeys } from "../../../review/commands.ts";
import css from "./ClusterList.module.css";
import type { DuplicatesState } from "./use-duplicates.ts";

const rowHeight = 46;
const kinds = { exact: "same text", near: "nearly the same" } as const;

/** Clusters, the largest first. */
export function ClusterList({ duplicates, clusters }: { duplicates: DuplicatesState; clusters: readonly DuplicateCluster[] }) {
  return (
    <div className={css.list} onKeyDownCapture={takeMoveKeys(duplicates.move)}>
      <VirtualList
        rows={clusters}
        rowHeight={rowHeight}
        getKey={({ id }) => id}
        selectedKey={duplicates.cluster?.id ?? null}
        onSelect={duplicates.select}
        onNearEnd={duplicates.list.loadMore}
        total={Math.max(clusters.length, duplicates.list.first?.total ?? 0)}
        remember="duplicates.scroll"
        label="Clusters of duplicates"
        renderRow={({ members, size, kind }) => (
          <div className={css.row}>
            <span className={css.head} dir="auto">
              {members[0]?.row.inputHead.trim() === "" ? <em>empty input</em> : members[0]?.row.inputHead}
            </span>
            <span className={css.kind}>
              {formatCount(size)} samples, {kinds[kind]}
            </span>
          </div>
        )}
      />
    </div>
  );
}
