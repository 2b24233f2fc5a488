import { listMoves } from "../../components/commands.ts";
import type { Shortcut } from "../../components/use-commands.ts";

/** A cell of the engine table, whose grid has the focus and handles these keys itself. */
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

interface GridMove extends Shortcut {
  /** The cell it leads to, perhaps outside the grid. */
  to(from: Cell, size: GridSize): Cell;
}

const move = (row: number, column: number) => (from: Cell) => ({ row: from.row + row, column: from.column + column });

export const gridMoves = {
  up: { id: "engines.up", keys: listMoves.previous.keys, help: "Cell above", to: move(-1, 0) },
  down: { id: "engines.down", keys: listMoves.next.keys, help: "Cell below", to: move(1, 0) },
  left: { id: "engines.left", keys: ["ArrowLeft", "h"], help: "Cell to the left; in a chart, the point before", to: move(0, -1) },
  right: { id: "engines.right", keys: ["ArrowRight", "l"], help: "Cell to the right; in a chart, the next point", to: move(0, 1) },
  nextPage: {
    id: "engines.nextPage",
    keys: listMoves.nextPage.keys,
    help: "A page down or up",
    to: (from, { page }) => move(page, 0)(from),
  },
  previousPage: {
    id: "engines.previousPage",
    keys: listMoves.previousPage.keys,
    help: "A page down or up",
    to: (from, { page }) => move(-page, 0)(from),
  },
  first: { id: "engines.first", keys: listMoves.first.keys, help: "First and last engine", to: ({ column }) => ({ row: 0, column }) },
  last: {
    id: "engines.last",
    keys: listMoves.last.keys,
    help: "First and last engine",
    to: ({ column }, { rows }) => ({ row: rows - 1, column }),
  },
} as const satisfies Record<string, GridMove>;

export const gridActions = {
  open: { id: "engines.open", keys: ["Enter"], label: "Executions", help: "Show the executions behind the number" },
  plot: { id: "engines.plot", keys: ["Space"], label: "Plot", help: "Plot the engine, or take it out of the charts" },
  baseline: { id: "engines.baseline", keys: ["b"], label: "Baseline", help: "Show how the others differ from the engine, or stop" },
} as const satisfies Record<string, Shortcut>;

/** In a chart, beside the moves and Enter of the table. */
export const chartKeys = {
  selectLeft: { id: "engines.selectLeft", keys: ["shift+ArrowLeft"], help: "In a chart: select a range, Enter zooms to it" },
  selectRight: { id: "engines.selectRight", keys: ["shift+ArrowRight"], help: "In a chart: select a range, Enter zooms to it" },
  reset: { id: "engines.zoomOut", keys: ["Escape"], help: "In a chart: undo the selection, or the last zoom" },
} as const satisfies Record<string, Shortcut>;

export const engineShortcuts: readonly Shortcut[] = [
  ...Object.values(gridMoves),
  ...Object.values(gridActions),
  ...Object.values(chartKeys),
];

/** The cell that a key leads to; undefined for a key that does not move. Stops at the edges. @param key see `navigationKey`. */
export function nextCell(key: string, from: Cell, size: GridSize): Cell | undefined {
  const to = Object.values<GridMove>(gridMoves)
    .find(({ keys }) => keys.includes(key))
    ?.to(from, size);
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
  return to === undefined ? undefined : { row: within(to.row, size.rows), column: within(to.column, size.columns) };
}
