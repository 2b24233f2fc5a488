import { Select } from "@mantine/core";
import type { ExecutionFilter, ExecutionSort } from "../../../contract/index.ts";
import { DebouncedSearch } from "../../components/DebouncedSearch.tsx";
import { ExportExecutions } from "./ExportExecutions.tsx";
import { isExecutionSort, sortGroups, withPart } from "./filter.ts";
import { SavedViews } from "./SavedViews.tsx";
import css from "./toolbar.module.css";

interface ToolbarProps {
  filter: ExecutionFilter;
  sort: ExecutionSort;
  /** How many executions match; undefined while they are counted. */
  total: number | undefined;
  onFilter(filter: ExecutionFilter): void;
  onSort(sort: ExecutionSort): void;
  /** Called when the search field is left for the results. */
  onLeaveSearch(): void;
  /** Where the search field is, for the key that goes there. */
  searchRef: React.RefObject<HTMLDivElement | null>;
}

/** What is searched for, and the order. What else narrows the list is in the filter bar. */
export function Toolbar({ filter, sort, total, onFilter, onSort, onLeaveSearch, searchRef }: ToolbarProps) {
  return (
    <>
      <div ref={searchRef} className={css.search}>
        <DebouncedSearch
          label="Search text"
          hint="Input, output, conversation, status, trace and task, whatever the case"
          value={filter.text ?? ""}
          onChange={(text) => onFilter(withPart(filter, "text", text))}
          onLeave={onLeaveSearch}
        />
      </div>
      <Select
        aria-label="Order"
        w={180}
        allowDeselect={false}
        styles={{ options: { maxHeight: 420 } }}
        data={sortGroups}
        value={sort}
        onChange={(value) => {
          if (isExecutionSort(value)) onSort(value);
        }}
      />
      <SavedViews
        filter={filter}
        sort={sort}
        onShow={(view) => {
          onFilter(view.filter);
          onSort(view.sort);
        }}
      />
      <ExportExecutions filter={filter} sort={sort} total={total} />
    </>
  );
}
