import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import type { ExecutionFilter } from "../../../contract/index.ts";
import { DebouncedSearch } from "../../components/DebouncedSearch.tsx";
import { EngineFilter } from "../../components/EngineFilter.tsx";
import { type ExecutionSort, emptyFilter, executionSortLabels, isEmptyFilter, isExecutionSort, withPart } from "./filter.ts";
import { LatencyFilter, TimeFilter, UsageFilter } from "./RangeFilters.tsx";
import css from "./toolbar.module.css";

interface ToolbarProps {
  filter: ExecutionFilter;
  sort: ExecutionSort;
  onFilter(filter: ExecutionFilter): void;
  onSort(sort: ExecutionSort): void;
  /** Called when the search field is left for the results. */
  onLeaveSearch(): void;
  /** Where the search field is, for the key that goes there. */
  searchRef: React.RefObject<HTMLDivElement | null>;
}

const outcomes = [
  { value: "any", label: "Any" },
  { value: "ok", label: "Succeeded" },
  { value: "failed", label: "Failed" },
];
const sortOptions = Object.entries(executionSortLabels).map(([value, label]) => ({ value, label }));

/** Everything that narrows and orders the list, in one row. */
export function Toolbar({ filter, sort, onFilter, onSort, onLeaveSearch, searchRef }: ToolbarProps) {
  return (
    <>
      <div ref={searchRef} className={css.search}>
        <DebouncedSearch
          label="Search text"
          hint="Input, output, status, trace and task"
          value={filter.text ?? ""}
          onChange={(text) => onFilter(withPart(filter, "text", text))}
          onLeave={onLeaveSearch}
        />
      </div>
      <EngineFilter value={filter.engines ?? []} onChange={(engines) => onFilter(withPart(filter, "engines", engines))} />
      <SegmentedControl
        aria-label="Outcome"
        data={outcomes}
        value={filter.success === undefined ? "any" : filter.success ? "ok" : "failed"}
        onChange={(value) => onFilter(withPart(filter, "success", value === "any" ? undefined : value === "ok"))}
      />
      <TimeFilter filter={filter} onChange={onFilter} />
      <LatencyFilter filter={filter} onChange={onFilter} />
      <UsageFilter filter={filter} onChange={onFilter} />
      <Select
        aria-label="Order"
        w={130}
        data={sortOptions}
        value={sort}
        onChange={(value) => {
          if (value !== null && isExecutionSort(value)) onSort(value);
        }}
      />
      {/* Its place is kept: the field that is typed into must not move at the first letter. */}
      <Button
        variant="subtle"
        leftSection={<IconFilterOff size={14} aria-hidden />}
        style={isEmptyFilter(filter) ? { visibility: "hidden" } : undefined}
        onClick={() => onFilter(emptyFilter)}
      >
        Clear filters
      </Button>
    </>
  );
}
