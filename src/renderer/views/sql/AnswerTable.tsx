import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { SqlAnswer, SqlCell } from "../../../contract/index.ts";
import { formatNumber } from "../../components/format.ts";
import { isNumeric, type Sort } from "./answer.ts";
import css from "./sql.module.css";

const rowHeight = 28;
/** A cell shows the beginning of a text; all of it is copied. */
const maxShown = 300;

interface AnswerTableProps {
  columns: SqlAnswer["columns"];
  /** In the order of `sort`. */
  rows: readonly SqlCell[][];
  sort: Sort | null;
  onSort(sort: Sort | null): void;
}

/** The rows of an answer. Only what is seen is drawn. */
export function AnswerTable({ columns, rows, sort, onSort }: AnswerTableProps) {
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const turn = (column: number) =>
    onSort(sort?.column !== column ? { column, descending: true } : sort.descending ? { column, descending: false } : null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={scroller} className={css.rows} tabIndex={0} aria-label="Rows">
      <table className={css.table} aria-rowcount={rows.length + 1} aria-label="Answer">
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => (
              <th
                // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name, and keep their places
                key={index}
                scope="col"
                data-number={isNumeric(column) || undefined}
                aria-sort={sort?.column !== index ? undefined : sort.descending ? "descending" : "ascending"}
              >
                <button type="button" title={column.type} onClick={() => turn(index)}>
                  {column.name}
                  <span aria-hidden>{sort?.column !== index ? "" : sort.descending ? " ↓" : " ↑"}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && (
            <tr aria-hidden style={{ height: above }}>
              <td />
            </tr>
          )}
          {items.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2} style={{ height: rowHeight }}>
              {columns.map((column, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name, and keep their places
                <td key={at} data-number={isNumeric(column) || undefined}>
                  <Cell value={rows[index]?.[at] ?? null} />
                </td>
              ))}
            </tr>
          ))}
          {below > 0 && (
            <tr aria-hidden style={{ height: below }}>
              <td />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ value }: { value: SqlCell }) {
  if (value === null) return <span className={css.null}>NULL</span>;
  if (typeof value === "number") return <span title={String(value)}>{formatNumber(value, 0, 4)}</span>;
  const text = String(value);
  return <span className={css.cell}>{text.length > maxShown ? `${text.slice(0, maxShown)}…` : text}</span>;
}
