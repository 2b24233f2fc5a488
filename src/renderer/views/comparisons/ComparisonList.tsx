import { Button, UnstyledButton } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { memo, useCallback } from "react";
import type { ComparisonRow } from "../../../contract/index.ts";
import { formatNoun } from "../../components/format.ts";
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
  const select = useCallback((row: ComparisonRow, index: number) => setPlace({ key: row.key, index, position: 0 }), []);
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
          <UnstyledButton className={css.promote} onClick={promoteDialog.open}>
            Promote winners…
          </UnstyledButton>
        )}
      </div>
      <div className={css.list} onKeyDownCapture={takeMoveKeys(move)}>
        <VirtualList
          // A new filter starts at the top.
          key={JSON.stringify(list.filter)}
          rows={pages.rows}
          rowHeight={rowHeight}
          getKey={(row) => row.key}
          selectedKey={selected}
          onSelect={select}
          onNearEnd={pages.loadMore}
          total={pages.first.total}
          remember="comparisons.scroll"
          label="Comparisons"
          renderRow={(row, index) => (
            <ComparisonListRow
              row={row}
              repeated={looksAlike(row, pages.rows[index - 1]) || looksAlike(row, pages.rows[index + 1])}
              searched={form.text}
            />
          )}
        />
      </div>
    </>
  );
});

/** Whether two rows cannot be told apart by question and engines. */
function looksAlike(row: ComparisonRow, other: ComparisonRow | undefined): boolean {
  return other !== undefined && row.queryHead === other.queryHead && row.engines.join("\n") === other.engines.join("\n");
}
