import { Button } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useCallback } from "react";
import type { ComparisonRow } from "../../../contract/index.ts";
import { EmptyState, formatCount, LoadingRows, searchReach, VirtualList } from "../../components/index.ts";
import { recentMarks } from "../../review/cache.ts";
import { takeMoveKeys } from "../../review/commands.ts";
import { setPlace } from "../../review/place.ts";
import { unsavedOf } from "../../review/queue.ts";
import { ComparisonListRow } from "./ComparisonListRow.tsx";
import css from "./comparisons.module.css";
import { emptyFilterForm } from "./filter.ts";
import type { Review } from "./use-review.ts";

const rowHeight = 46;

/** All comparisons that the filter matches, with what was decided about each. */
export function ComparisonList({ review, filtered }: { review: Review; filtered: boolean }) {
  const { list, place, unsaved, move } = review;
  const select = useCallback((row: ComparisonRow, index: number) => setPlace({ key: row.key, index, position: 0 }), []);
  if (list.first === undefined) return <LoadingRows rows={12} />;
  if (list.rows.length === 0) {
    return (
      <EmptyState
        icon={IconFilterOff}
        title={filtered ? "Nothing matches the filter" : "No comparisons yet"}
        hint={filtered ? `The comparison on the right stays until you move on.${review.form.text === "" ? "" : ` ${searchReach}`}` : ""}
        action={
          filtered && (
            <Button variant="default" onClick={() => review.setForm(emptyFilterForm)}>
              Show all
            </Button>
          )
        }
      />
    );
  }
  return (
    <>
      <div className={css.listHead}>
        <span>
          {formatCount(list.first.total)} {list.first.total === 1 ? "comparison" : "comparisons"}
        </span>
        {list.isFetching && <span className={css.quiet}>updating…</span>}
      </div>
      <div className={css.list} onKeyDownCapture={takeMoveKeys(move)}>
        <VirtualList
          // A new filter starts at the top.
          key={JSON.stringify(review.filter)}
          rows={list.rows}
          rowHeight={rowHeight}
          getKey={(row) => row.key}
          selectedKey={place.key}
          onSelect={select}
          onNearEnd={list.loadMore}
          total={list.first.total}
          remember="comparisons.scroll"
          label="Comparisons"
          renderRow={(row) => <ComparisonListRow row={row} recent={recentMarks.get(row.key)} unsaved={unsavedOf(row.key, unsaved)} />}
        />
      </div>
    </>
  );
}
