import { useElementSize } from "@mantine/hooks";
import { useEffect, useMemo, useRef, useState } from "react";
import type { ExecutionFilter, ExecutionRow, ExecutionSort } from "../../../contract/index.ts";
import { useFirstResult } from "../../components/first-result.ts";
import { formatCount } from "../../components/format.ts";
import { useCommands } from "../../components/use-commands.ts";
import { ViewFrame } from "../../components/ViewFrame.tsx";
import { useSnapshot } from "../../state/live.ts";
import { prefetch, useHostPages } from "../../state/queries.ts";
import { queryClient } from "../../state/query-client.ts";
import { useViewState, writeViewState } from "../../state/view-state.ts";
import { Compare } from "./Compare.tsx";
import { executionCommandList } from "./commands.ts";
import { Detail } from "./Detail.tsx";
import { FilterBar } from "./FilterBar.tsx";
import { emptyFilter, isEmptyFilter, isExecutionSort, tidy } from "./filter.ts";
import { ListPane, rowHeightPx, scrollKey } from "./ListPane.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { useRestoredRows } from "./use-restored-rows.ts";
import css from "./view.module.css";

const pageRows = 200;
/** Below this width the open record is under the list instead of beside it. */
const besideFromPx = 1000;

/** Searches, filters and reads every execution. */
export function ExecutionsView() {
  const [stored, setStored] = useViewState<ExecutionFilter>("executions.filter", emptyFilter);
  const [storedSort, setSort] = useViewState<string>("executions.sort", "newest");
  const [selected, setSelected] = useViewState<number | null>("executions.selected", null);
  const [open, setOpen] = useViewState("executions.open", false);
  const [marked] = useViewState<number | null>("executions.marked", null);
  const [comparing, setComparing] = useViewState("executions.comparing", false);
  const [reading, setReading] = useState(false);
  const search = useRef<HTMLDivElement>(null);
  const { ref, width } = useElementSize();
  const narrow = width > 0 && width < besideFromPx;

  const filter = useMemo(() => tidy(stored), [stored]);
  const sort: ExecutionSort = isExecutionSort(storedSort) ? storedSort : "newest";
  const pages = useHostPages("executions.list", { filter, sort, limit: pageRows }, { follows: "executions" });
  const { rows, first } = pages;
  const restored = useRestoredRows(scrollKey, rowHeightPx, pages);
  const inWorkspace = useSnapshot((snapshot) => snapshot.channels.find((channel) => channel.name === "events")?.recordsInFile);
  /** A new text is searched for in the whole file, which takes seconds for a big one. */
  const isSearching = (filter.text ?? "") !== "" && (pages.isOther || pages.isLoading);
  const openOffset = open && first?.total !== 0 ? selected : null;

  const toTop = () => writeViewState({ [scrollKey]: 0 });
  function narrowTo(next: ExecutionFilter) {
    setStored(next);
    toTop();
  }
  function order(next: ExecutionSort) {
    setSort(next);
    toTop();
  }
  const select = (row: ExecutionRow) => setSelected(row.offset);
  function show(row: ExecutionRow) {
    select(row);
    setOpen(true);
  }
  const firstResult = useFirstResult(first !== undefined && !pages.isOther, () => {
    const [top] = rows;
    if (top !== undefined && ((filter.text ?? "") !== "" || rows.every((row) => row.offset !== selected))) select(top);
  });
  function close() {
    if (isComparing) return setComparing(false);
    setOpen(false);
    setReading(false);
  }
  const focusSearch = () => search.current?.querySelector("input")?.focus();
  // Another mark is not compared with before somebody asks.
  const mark = (offset: number | null) => writeViewState({ "executions.marked": offset, "executions.comparing": false });
  const compare = () => setComparing(true);
  const isComparing = comparing && marked !== null && selected !== null && marked !== selected;
  useCommands(executionCommandList, {
    ...{ rows, selected, isOpen: open, isReading: reading || isComparing, marked, isComparing },
    ...{ select, open: show, close, focusSearch, mark, compare },
  });
  const at = rows.findIndex((row) => row.offset === selected);
  useEffect(() => {
    if (!open) return;
    for (const near of [rows[at + 1], rows[at - 1]]) if (near !== undefined) prefetch("executions.get", { offset: near.offset });
  }, [open, rows, at]);

  return (
    <ViewFrame
      title="Executions"
      subtitle={
        isSearching ? (
          <span role="status">Searching {inWorkspace === undefined ? "" : `${formatCount(inWorkspace)} `}executions…</span>
        ) : first === undefined ? undefined : (
          countInWords(first.total, inWorkspace, isEmptyFilter(filter))
        )
      }
      scroll={false}
      toolbar={
        <Toolbar
          filter={filter}
          sort={sort}
          total={pages.isOther ? undefined : first?.total}
          onFilter={narrowTo}
          onSort={order}
          onLeaveSearch={firstResult.leave}
          searchRef={search}
        />
      }
    >
      <FilterBar filter={filter} onFilter={narrowTo} />
      <div ref={ref} className={css.split} data-narrow={narrow || undefined} data-comparing={isComparing || undefined}>
        <ListPane
          rows={rows}
          total={first?.total}
          filter={filter}
          sort={sort}
          selected={selected}
          marked={marked}
          error={pages.error}
          isFetching={pages.isFetching}
          isOther={pages.isOther}
          restored={restored}
          withFoot={!(narrow && open)}
          onFilter={narrowTo}
          onSelect={select}
          onOpen={show}
          onMore={pages.loadMore}
          onRetry={() => void queryClient.refetchQueries({ queryKey: ["executions.list"], type: "active" })}
        />
        {openOffset !== null && (
          // biome-ignore lint/a11y/noStaticElementInteractions: it only notices where the focus is
          <div className={css.detail} onFocus={() => setReading(true)} onBlur={() => setReading(false)}>
            <Detail
              offset={openOffset}
              row={rows.find((row) => row.offset === openOffset)}
              searched={filter.text ?? ""}
              marked={marked}
              previous={rows[at - 1]}
              next={rows[at + 1]}
              onOpen={show}
              onFilter={narrowTo}
              onMark={mark}
              onCompare={compare}
              onClose={close}
            />
          </div>
        )}
        {isComparing && <Compare first={marked} second={selected} onClose={() => setComparing(false)} onUnmark={() => mark(null)} />}
      </div>
    </ViewFrame>
  );
}

/** "12 of 5 188", or "5 188" when nothing is filtered. */
function countInWords(total: number, all: number | undefined, unfiltered: boolean): string {
  return unfiltered || all === undefined ? formatCount(total) : `${formatCount(total)} of ${formatCount(Math.max(all, total))}`;
}
