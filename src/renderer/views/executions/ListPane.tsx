import { Button } from "@mantine/core";
import { IconFilterOff, IconListSearch } from "@tabler/icons-react";
import type { ErrorValue, ExecutionFilter, ExecutionRow, ExecutionSort } from "../../../contract/index.ts";
import { KeyHint } from "../../components/KeyHint.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../../components/states.tsx";
import { VirtualList } from "../../components/VirtualList.tsx";
import { navigate } from "../../state/navigation.ts";
import { executionCommands } from "./commands.ts";
import { contradiction, emptyFilter, isEmptyFilter } from "./filter.ts";
import { ListHead, ListRow } from "./ListRow.tsx";
import css from "./list.module.css";

export const scrollKey = "executions.scroll";
export const rowHeightPx = 30;

interface ListPaneProps {
  rows: readonly ExecutionRow[];
  /** How many match in all; undefined until the first page has come. */
  total: number | undefined;
  filter: ExecutionFilter;
  sort: ExecutionSort;
  selected: number | null;
  marked: number | null;
  error: ErrorValue | null;
  isFetching: boolean;
  /** The rows are still those of the filter before. */
  isOther: boolean;
  /** Whether the rows reach down to the remembered scroll position. */
  restored: boolean;
  withFoot: boolean;
  onFilter(filter: ExecutionFilter): void;
  onSelect(row: ExecutionRow): void;
  onOpen(row: ExecutionRow): void;
  onMore(): void;
  onRetry(): void;
}

/** The list of executions, or why there is none. */
export function ListPane(props: ListPaneProps) {
  return (
    <div className={css.list} aria-busy={props.isFetching} data-other={props.isOther || undefined}>
      <Content {...props} />
    </div>
  );
}

function Content(props: ListPaneProps) {
  const { rows, total, filter, sort, selected, marked, error, restored, withFoot, onFilter, onSelect, onOpen, onMore, onRetry } = props;
  if (error !== null && rows.length === 0) return <ErrorState error={error} onRetry={onRetry} />;
  if (total === 0) return isEmptyFilter(filter) ? <NothingYet /> : <NothingMatches filter={filter} onFilter={onFilter} />;
  if (total === undefined || !restored) return <LoadingRows rows={16} />;
  const withUsage = rows.some(({ usage }) => usage !== undefined);
  const withSize = sort === "largest" || sort === "smallest";
  return (
    <>
      <ListHead withUsage={withUsage} withSize={withSize} />
      <VirtualList
        key={JSON.stringify([filter, sort])}
        rows={rows}
        rowHeight={rowHeightPx}
        getKey={(row) => row.offset}
        renderRow={(row) => (
          <ListRow
            row={row}
            withUsage={withUsage}
            withSize={withSize}
            isMarked={row.offset === marked}
            searched={filter.text ?? ""}
            onOpen={onOpen}
          />
        )}
        selectedKey={selected}
        onSelect={onSelect}
        onActivate={onOpen}
        onNearEnd={onMore}
        label="Executions"
        remember={scrollKey}
        total={total}
      />
      {error !== null && (
        <div className={css.problem} role="alert">
          <span>Could not load more: {error.message}</span>
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
      {withFoot && <Foot />}
    </>
  );
}

function NothingYet() {
  return (
    <EmptyState
      icon={IconListSearch}
      title="No executions yet"
      hint="Drop a log of executions anywhere in this window, Assay's own or another tool's, or pick one in Import. Every record is then listed here, to search and read in full."
      action={<Button onClick={() => navigate("import")}>Import a file</Button>}
    />
  );
}

function NothingMatches({ filter, onFilter }: Pick<ListPaneProps, "filter" | "onFilter">) {
  return (
    <EmptyState
      icon={IconFilterOff}
      title="No matching executions"
      hint={contradiction(filter) ?? "Remove a filter, or clear them all."}
      action={
        <Button variant="default" onClick={() => onFilter(emptyFilter)}>
          Clear filters
        </Button>
      }
    />
  );
}

function Foot() {
  return (
    <div className={css.foot}>
      <span>— not reported</span>
      <KeyHint of={[executionCommands.next, executionCommands.previous]}>move</KeyHint>
      <KeyHint of={[executionCommands.open]}>open</KeyHint>
      <KeyHint of={[executionCommands.search]}>search</KeyHint>
      <KeyHint of={[executionCommands.copy]}>copy line</KeyHint>
      <KeyHint of={[executionCommands.close]}>close</KeyHint>
    </div>
  );
}
