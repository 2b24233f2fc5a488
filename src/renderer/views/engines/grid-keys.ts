/** Where a key moves the active cell of a grid. */
export interface Cell {
  /** Row number, 0 the first. */
  row: number;
  column: number;
}

export interface GridSize {
  rows: number;
  columns: number;
  /** How many rows a page is. */
  page: number;
}

/** The cell that a key leads to; undefined for a key that does not move. Stops at the edges. */
export function nextCell(key: string, from: Cell, size: GridSize): Cell | undefined {
  const row = (to: number): Cell => ({ row: Math.max(0, Math.min(size.rows - 1, to)), column: from.column });
  const column = (to: number): Cell => ({ row: from.row, column: Math.max(0, Math.min(size.columns - 1, to)) });
  switch (key) {
    case "ArrowDown":
    case "j":
      return row(from.row + 1);
    case "ArrowUp":
    case "k":
      return row(from.row - 1);
    case "PageDown":
      return row(from.row + size.page);
    case "PageUp":
      return row(from.row - size.page);
    case "ArrowRight":
    case "l":
      return column(from.column + 1);
    case "ArrowLeft":
    case "h":
      return column(from.column - 1);
    case "Home":
      return row(0);
    case "End":
      return row(size.rows - 1);
    default:
      return undefined;
  }
}
