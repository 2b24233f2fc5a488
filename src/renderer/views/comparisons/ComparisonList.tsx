import { Button } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { memo, useCallback, useMemo } from "react";
import type { ComparisonRow } from "../../../contract/index.ts";
import { formatNoun } from "../../components/format.ts";
import { PlainButton } from "../../components/PlainButton.tsx";
import { EmptyState, LoadingRows } from "../../components/states.tsx";
import { VirtualList } from "../../components/VirtualList.tsx";
import { takeMoveKeys } from "../../review/commands.ts";
import { setPlace, usePlace } from "../../review/place.ts";
import { promoteDialog } from "../../review/promote-dialog.ts";
import { useQueue } from "../../review/queues/QueuePicker.tsx";
import css from "./ComparisonList.module.css";
import { ComparisonListRow } from "./ComparisonListRow.tsx";
import { emptyFilterForm, isFiltered } from "./filter.ts";
import { OrderMenu } from "./OrderMenu.tsx";
import type { ComparisonListState } from "./use-comparison-list.ts";

/** Two lines of the question and one of facts. */
const rowHeight = 64;

/** All comparisons that the filter matches, with what was decided about each. */
export const ComparisonList = memo(function ComparisonList({ list, move }: { list: ComparisonListState; move: (by: 1 | -1) => void }) {
  const selected = usePlace().key;
  const { form, pages } = list;
  const filtered = isFiltered(form);
  const queue = useQueue();
  const { rows } = pages;
  const searched = form.text;
  const renderRow = useCallback(
    (row: ComparisonRow, index: number) => (
      <ComparisonListRow row={row} repeated={looksAlike(row, rows[index - 1]) || looksAlike(row, rows[index + 1])} searched={searched} />
    ),
    [rows, searched],
  );
  const select = useCallback((row: ComparisonRow, index: number) => setPlace({ key: row.key, index, position: 0 }), []);
  const scope = useMemo(() => JSON.stringify(list.filter), [list.filter]);
  if (pages.first === undefined) return <LoadingRows rows={12} />;
  if (pages.rows.length === 0) {
    return (
      <EmptyState
        icon={IconFilterOff}
        title={filtered ? "No matching comparisons" : "No comparisons yet"}
        hint={filtered ? "The comparison on the right stays until you move on." : ""}
        action={
          filtered && (
            <Button variant="default" onClick={() => list.setForm(emptyFilterForm)}>
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
        <span>{formatNoun(pages.first.total, "comparison")}</span>
        {queue === undefined && <OrderMenu order={list.order} onChange={list.setOrder} />}
        {pages.isFetching && <span className={css.quiet}>updating…</span>}
        {queue?.blind !== true && (
          <PlainButton className={css.promote} onClick={promoteDialog.open}>
            Promote winners…
          </PlainButton>
        )}
      </div>
      <div className={css.list} onKeyDownCapture={takeMoveKeys(move)}>
        <VirtualList
          // A new filter starts at the top.
          key={scope}
          rows={rows}
          rowHeight={rowHeight}
          getKey={getKey}
          selectedKey={selected}
          onSelect={select}
          onNearEnd={pages.loadMore}
          total={pages.first.total}
          remember="comparisons.scroll"
          label="Comparisons"
          renderRow={renderRow}
        />
      </div>
    </>
  );
});

const getKey = (row: ComparisonRow) => row.key;

/** Whether two rows cannot be told apart by question and engines. */
function looksAlike(row: ComparisonRow, other: ComparisonRow | undefined): boolean {
  return other !== undefined && row.queryHead === other.queryHead && row.engines.join("\n") === other.engines.join("\n");
}
