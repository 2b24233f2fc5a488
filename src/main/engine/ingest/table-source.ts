import type { GivenLines } from "../containers/piece-rows.ts";
import type { TablePiece } from "../containers/table-pieces.ts";
import type { Chunk } from "./chunk.ts";

/** A piece of a table with long rows. */
export const longestPieceBytes = 4 * 1024 * 1024;

/** A regular table as it is: who converts its rows turns them into lines in the same go. */
export interface TableSource {
  readonly delimiter: string;
  pieces(): AsyncGenerator<TablePiece>;
  /** Takes note of what a piece was, in order. */
  take(given: GivenLines): void;
  /** All that is behind the pieces noted, as lines, where the next one is not regular: DuckDB reads the whole table, and what was noted is left out. */
  rest(readBytes: number): AsyncGenerator<Chunk>;
}
