import { IconArrowNarrowDown, IconArrowNarrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import type { EngineIntervals } from "../../../contract/index.ts";
import { navigationKey } from "../../components/key-match.ts";
import { isPressed } from "../../components/use-commands.ts";
import { toDifference } from "./column-list.ts";
import { type Column, computeWidth, type SortColumn, type Stats } from "./columns.ts";
import { type Cell, gridActions, nextCell } from "./commands.ts";
import { maxDrawn } from "./drawn.ts";
import { GroupRow } from "./GroupRow.tsx";
import type { Group } from "./groups.ts";
import type { EngineSort } from "./sorting.ts";
import { TableRow } from "./TableRow.tsx";
import css from "./table.module.css";
import type { EngineRow } from "./use-more-columns.ts";

const headHeightPx = 36;
const groupHeightPx = 26;
/** Beyond this many rows only what is seen is drawn. */
const virtualFrom = 100;

export interface EngineTableProps {
  overall: Stats;
  columns: readonly Column[];
  /** Shown below the numbers. */
  intervals: EngineIntervals | null;
  /** The engines of the table, in the order to show. */
  rows: readonly EngineRow[];
  /** Headings of groups, by the row they stand before. */
  headings: ReadonlyMap<number, Group>;
  /** Rows with fewer latencies are greyed. */
  minN: number;
  /** Whose numbers the others are compared with; null: nobody's. */
  baseline: string | null;
  sort: EngineSort;
  /** Engines in the charts. */
  drawn: readonly string[];
  onSort(column: SortColumn): void;
  onDraw(engineId: string): void;
  onBaseline(engineId: string): void;
  /** The executions behind a number; column null is the engine itself, engineId null all engines. */
  onOpen(engineId: string | null, column: Column | null): void;
}

/**
 * The engine table as a grid: it has the focus, arrows move the active cell, Enter opens what is behind it,
 * space draws the engine. Row 0 is all engines together, pinned under the heading.
 */
export function EngineTable(props: EngineTableProps) {
  const { overall, columns, intervals, rows, headings, minN, baseline, sort, drawn, onSort, onDraw, onBaseline, onOpen } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const base = useMemo(() => rows.find(({ engineId }) => engineId === baseline), [rows, baseline]);
  const ofEngine = useMemo(() => new Map(intervals?.engines.map((one) => [one.engineId, one])), [intervals]);
  const widths = useMemo(
    () =>
      columns.map((column) => {
        const below = base === undefined ? [] : rows.map((row) => toDifference(column, row, base));
        return computeWidth(column, [overall, ...rows], intervals ? [intervals.overall, ...intervals.engines] : [], below);
      }),
    [columns, overall, rows, intervals, base],
  );
  const rowHeightPx = intervals === null && base === undefined ? 30 : 44;
  const pinnedPx = headHeightPx + rowHeightPx;
  // By engine, so that rows which move while data comes in do not change what Enter opens.
  const [at, setAt] = useState<{ engineId: string | null; column: number }>({ engineId: null, column: -1 });
  const activeIndex = at.engineId === null ? 0 : rows.findIndex((row) => row.engineId === at.engineId) + 1;
  const active: Cell = { row: activeIndex, column: Math.min(at.column, columns.length - 1) };

  const virtual = rows.length > virtualFrom;
  const virtualizer = useVirtualizer({
    count: virtual ? rows.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowHeightPx + (headings.has(index) ? groupHeightPx : 0),
    overscan: 10,
    scrollMargin: pinnedPx,
    scrollPaddingStart: pinnedPx,
  });
  const items = virtualizer.getVirtualItems();
  const shown = virtual ? items.map((item) => item.index) : rows.map((_, index) => index);
  const above = virtual ? (items[0]?.start ?? pinnedPx) - pinnedPx : 0;
  const below = virtual ? virtualizer.getTotalSize() + pinnedPx - (items.at(-1)?.end ?? pinnedPx) : 0;

  const cellId = (cell: Cell) => `${id}-${cell.row}-${cell.column < 0 ? "n" : cell.column}`;
  const activeId = cellId(active);
  useEffect(() => {
    if (document.activeElement !== grid.current) return;
    document.getElementById(activeId)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [activeId]);

  function moveTo(cell: Cell) {
    setAt({ engineId: rows[cell.row - 1]?.engineId ?? null, column: cell.column });
    if (virtual && cell.row > 0) virtualizer.scrollToIndex(cell.row - 1, { align: "auto" });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== grid.current) return;
    const engineId = rows[active.row - 1]?.engineId ?? null;
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - pinnedPx) / rowHeightPx) - 1);
    const size = { rows: rows.length + 1, columns: columns.length + 1, page };
    const next = nextCell(navigationKey(event.nativeEvent), { row: active.row, column: active.column + 1 }, size);
    if (next !== undefined) moveTo({ row: next.row, column: next.column - 1 });
    else if (isPressed(gridActions.open, event.nativeEvent)) onOpen(engineId, columns[active.column] ?? null);
    else if (isPressed(gridActions.plot, event.nativeEvent) && engineId !== null) onDraw(engineId);
    else if (isPressed(gridActions.baseline, event.nativeEvent) && engineId !== null) onBaseline(engineId);
    else return;
    event.preventDefault();
  }

  /** A press inside leaves the focus with the grid and makes the pressed cell the active one. */
  function onMouseDown(event: MouseEvent) {
    if (!(event.target instanceof Element)) return;
    const pressed = event.target.closest("td,th")?.id ?? "";
    const [row, column] = pressed.slice(id.length + 1).split("-");
    if (!pressed.startsWith(id) || row === undefined || column === undefined) return;
    if (event.target.closest("button,input") !== null) event.preventDefault();
    grid.current?.focus({ preventScroll: true });
    setAt({ engineId: rows[Number(row) - 1]?.engineId ?? null, column: column === "n" ? -1 : Number(column) });
  }

  const rowProps = (row: number) => ({
    columns,
    rowId: `${id}-${row}`,
    rowIndex: row + 2,
    active: active.row === row ? active.column : null,
    canDraw: drawn.length < maxDrawn,
  });
  const minWidth = `calc(${widths.reduce((sum, width) => sum + width, 0)}ch + ${columns.length} * var(--cell-pad) + 8px + var(--name-least))`;

  return (
    <div ref={scroller} className={css.scroller}>
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that is moved in by keys
        role="grid"
        className={css.table}
        style={{ minWidth }}
        tabIndex={0}
        aria-label="Engines"
        data-intervals={intervals !== null || base !== undefined || undefined}
        aria-rowcount={rows.length + 2}
        aria-activedescendant={active.row === 0 || shown.includes(active.row - 1) ? activeId : undefined}
        onKeyDown={onKeyDown}
        onMouseDown={onMouseDown}
      >
        <colgroup>
          <col />
          {columns.map((column, index) => (
            <col
              key={column.key}
              style={{ width: `calc(${widths[index] ?? 8}ch + var(--cell-pad)${index === columns.length - 1 ? " + 8px" : ""})` }}
            />
          ))}
        </colgroup>
        <thead>
          <tr className={css.headRow} aria-rowindex={1}>
            <HeadCell column="engine" label="Engine" hint="The engine's id." sort={sort} onSort={onSort} />
            {columns.map(({ key, label, hint }) => (
              <HeadCell key={key} column={key} label={label} hint={hint} sort={sort} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          <TableRow
            {...rowProps(0)}
            engineId={null}
            stats={overall}
            intervals={intervals?.overall ?? null}
            few={false}
            baseline={base}
            isBaseline={false}
            drawn={false}
            onDraw={() => undefined}
            onBaseline={() => undefined}
            onOpen={(column) => onOpen(null, column)}
          />
          {above > 0 && <Space heightPx={above} />}
          {shown.map((index) => {
            const stats = rows[index];
            if (stats === undefined) return null;
            const heading = headings.get(index);
            return (
              <Fragment key={stats.engineId}>
                {heading !== undefined && <GroupRow group={heading} columns={columns} />}
                <TableRow
                  {...rowProps(index + 1)}
                  engineId={stats.engineId}
                  stats={stats}
                  intervals={ofEngine.get(stats.engineId) ?? null}
                  drawn={drawn.includes(stats.engineId)}
                  few={stats.latencyMs.n < minN ? minN : false}
                  baseline={base}
                  isBaseline={stats.engineId === base?.engineId}
                  onDraw={() => onDraw(stats.engineId)}
                  onBaseline={() => onBaseline(stats.engineId)}
                  onOpen={(column) => onOpen(stats.engineId, column)}
                />
              </Fragment>
            );
          })}
          {below > 0 && <Space heightPx={below} />}
        </tbody>
      </table>
    </div>
  );
}

/** The rows that are not drawn. */
function Space({ heightPx }: { heightPx: number }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a table row cannot have the focus
  return <tr aria-hidden="true" style={{ height: heightPx }} />;
}

interface HeadCellProps {
  column: SortColumn;
  label: string;
  hint: string;
  sort: EngineSort;
  onSort(column: SortColumn): void;
}

/** A column's heading, which sorts by it. */
function HeadCell({ column, label, hint, sort, onSort }: HeadCellProps) {
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
