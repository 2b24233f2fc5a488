import { memo, type ReactNode, type RefObject } from "react";
import css from "./VirtualList.module.css";

export interface VirtualRowProps<Row> {
  /** The list's id, and what scrolls it. */
  list: string;
  scroller: RefObject<HTMLElement | null>;
  row: Row;
  index: number;
  selected: boolean;
  /** How many rows there are in all. */
  total: number;
  height: number;
  /** Where it begins in the list. */
  topPx: number;
  /** The same function while it draws the same, so that a selection draws two rows and not all. */
  renderRow: (row: Row, index: number, state: { selected: boolean }) => ReactNode;
  onSelect: (row: Row, index: number) => void;
  /** Enter or a double click. */
  onActivate?: ((row: Row, index: number) => void) | undefined;
}

function DrawnRow<Row>(props: VirtualRowProps<Row>) {
  const { list, scroller, row, index, selected, total, height, topPx, renderRow, onSelect, onActivate } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the list, which has the focus
    <div
      id={`${list}-${index}`}
      className={css.row}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={total}
      style={{ height, transform: `translateY(${topPx}px)` }}
      onClick={() => {
        scroller.current?.focus({ preventScroll: true });
        onSelect(row, index);
      }}
      onDoubleClick={onActivate === undefined ? undefined : () => onActivate(row, index)}
    >
      {renderRow(row, index, { selected })}
    </div>
  );
}

/** One row of a list, drawn again when it, or what is said of it, is another. */
export const VirtualRow = memo(DrawnRow) as typeof DrawnRow;
