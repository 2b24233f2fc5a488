import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState } from "react";
import type { SqlAnswer, SqlCell } from "../../../contract/index.ts";
import { formatNumber } from "../../components/format.ts";
import { reportDone, reportFailure } from "../../state/notify.ts";
import { isNumeric, type Sort, sortRows, toCsv, toMarkdown } from "./answer.ts";
import css from "./sql.module.css";

const rowHeight = 28;
/** A cell shows the beginning of a text; all of it is copied. */
const maxShown = 300;

/** The rows of an answer. Only what is seen is drawn. */
export function Answer({ answer }: { answer: SqlAnswer }) {
  const [sort, setSort] = useState<Sort | null>(null);
  const scroller = useRef<HTMLElement>(null);
  const rows = useMemo(() => sortRows(answer.rows, sort), [answer.rows, sort]);
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
    setSort((before) =>
      before?.column !== column ? { column, descending: true } : before.descending ? { column, descending: false } : null,
    );
  const copy = async (what: string, text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      reportDone(`Copied as ${what}.`);
    } catch {
      reportFailure({ code: "unavailable", message: "The clipboard is not available." });
    }
  };
  return (
    <>
      <div className={css.actions}>
        <Button size="compact-xs" variant="default" onClick={() => void copy("CSV", toCsv(answer, rows))}>
          Copy as CSV
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => void copy("Markdown", toMarkdown(answer, rows))}>
          Copy as Markdown
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section ref={scroller} className={css.rows} tabIndex={0} aria-label="Rows">
        <table className={css.table} aria-rowcount={rows.length + 1} aria-label="Answer">
          <thead>
            <tr aria-rowindex={1}>
              {answer.columns.map((column, index) => (
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
                {answer.columns.map((column, at) => (
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
    </>
  );
}

function Cell({ value }: { value: SqlCell }) {
  if (value === null) return <span className={css.null}>NULL</span>;
  if (typeof value === "number") return <span title={String(value)}>{formatNumber(value, 0, 4)}</span>;
  const text = String(value);
  return <span className={css.cell}>{text.length > maxShown ? `${text.slice(0, maxShown)}…` : text}</span>;
}
