import { IconArrowNarrowDown, IconArrowNarrowUp } from "@tabler/icons-react";
import type { EngineSort, SortColumn } from "./sorting.ts";
import css from "./table.module.css";

interface HeadCellProps {
  column: SortColumn;
  label: string;
  hint: string;
  sort: EngineSort;
  onSort(column: SortColumn): void;
}

/** A column's heading, which sorts by it. */
export function HeadCell({ column, label, hint, sort, onSort }: HeadCellProps) {
  const sorted = sort.column === column;
  const Arrow = sort.descending ? IconArrowNarrowDown : IconArrowNarrowUp;
  return (
    <th scope="col" aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : "none"}>
      <button type="button" className={css.sort} data-sorted={sorted || undefined} title={hint} onClick={() => onSort(column)}>
        {sorted && <Arrow size={13} aria-hidden />}
        <span>{label}</span>
      </button>
    </th>
  );
}
