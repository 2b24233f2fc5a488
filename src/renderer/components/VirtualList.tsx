import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useId, useRef } from "react";
import { readViewState, writeViewState } from "../state/view-state.ts";
import { nextIndex, openRow } from "./commands.ts";
import { navigationKey } from "./key-match.ts";
import { isPressed } from "./use-commands.ts";
import css from "./VirtualList.module.css";
import { VirtualRow, type VirtualRowProps } from "./VirtualRow.tsx";

interface VirtualListProps<Row> extends Pick<VirtualRowProps<Row>, "renderRow" | "onSelect" | "onActivate"> {
  rows: readonly Row[];
  /** In px; the same for every row. */
  rowHeight: number;
  getKey: (row: Row, index: number) => string | number;
  selectedKey?: string | number | null;
  /** The end is near: time to load more. */
  onNearEnd?(): void;
  label: string;
  /** View-state name under which the scroll position is kept. */
  remember?: string;
  /** How many rows there are in all, when not every one is loaded. */
  total?: number;
}

/** A list of any length, of which only what is seen is drawn. Arrows, j, k, Page Up and Down, Home and End move the selection. */
export function VirtualList<Row>(props: VirtualListProps<Row>) {
  const { rows, rowHeight, getKey, renderRow, selectedKey = null, onSelect, onActivate, onNearEnd, label, remember, total } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const selectedIndex = selectedKey === null ? -1 : rows.findIndex((row, index) => getKey(row, index) === selectedKey);
  // The same function for the same rows: for another one all of them are measured again.
  const getItemKey = useCallback(
    (index: number) => {
      const row = rows[index];
      return row === undefined ? index : getKey(row, index);
    },
    [rows, getKey],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // Scrolling a row into sight is a scroll event in the frame that a key press waits for; rows beyond the edge are drawn already.
    useFlushSync: false,
    initialOffset: () => (remember === undefined ? 0 : readViewState(remember, 0)),
    getItemKey,
  });
  const items = virtualizer.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (rows.length > 0 && lastSeen >= rows.length - 20) onNearEnd?.();
  }, [lastSeen, rows.length, onNearEnd]);

  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
  /**
   * Scrolls a row into sight. The virtualizer's own way reads the page's layout, which then is computed in the middle of drawing: 6 of the 15 ms
   * that a key press took. Rows are of one height, and what is in sight is known.
   */
  const reveal = useCallback(
    (index: number) => {
      const [top, height] = [virtualizer.scrollOffset ?? 0, virtualizer.scrollRect?.height ?? 0];
      const start = index * rowHeight;
      if (start >= top && start + rowHeight <= top + height) return;
      cancelAnimationFrame(frame.current);
      frame.current = requestAnimationFrame(() => scroller.current?.scrollTo({ top: start < top ? start : start + rowHeight - height }));
    },
    [virtualizer, rowHeight],
  );

  const shownIndex = useRef(-1);
  useEffect(() => {
    if (selectedIndex < 0 || selectedIndex === shownIndex.current) return;
    // The first time, the remembered scroll position stays as it was.
    if (shownIndex.current >= 0 || remember === undefined) reveal(selectedIndex);
    shownIndex.current = selectedIndex;
  }, [selectedIndex, reveal, remember]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const row = rows[selectedIndex];
      if (isPressed(openRow, event.nativeEvent) && row !== undefined && onActivate !== undefined) {
        event.preventDefault();
        onActivate(row, selectedIndex);
        return;
      }
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
      const next = nextIndex(navigationKey(event.nativeEvent), selectedIndex, rows.length, page);
      if (next === undefined) return;
      event.preventDefault();
      const target = rows[next];
      if (target === undefined) return;
      reveal(next);
      if (next !== selectedIndex) onSelect(target, next);
    },
    [rows, selectedIndex, rowHeight, onSelect, onActivate, reveal],
  );

  return (
    <div
      ref={scroller}
      className={css.scroller}
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={
        selectedIndex >= 0 && items.some((item) => item.index === selectedIndex) ? `${id}-${selectedIndex}` : undefined
      }
      onKeyDown={onKeyDown}
      onScroll={remember === undefined ? undefined : (event) => writeViewState({ [remember]: event.currentTarget.scrollTop })}
    >
      <div className={css.space} style={{ height: virtualizer.getTotalSize() }} role="presentation">
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const selected = item.index === selectedIndex;
          return (
            <VirtualRow
              key={item.key}
              list={id}
              scroller={scroller}
              row={row}
              index={item.index}
              selected={selected}
              total={total ?? rows.length}
              height={rowHeight}
              topPx={item.start}
              renderRow={renderRow}
              onSelect={onSelect}
              onActivate={onActivate}
            />
          );
        })}
      </div>
    </div>
  );
}
