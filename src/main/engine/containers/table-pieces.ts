import { readHeader, type TableHeader } from "./split-table.ts";
import { findWholeRows, type WholeRows } from "./whole-rows.ts";

export interface TablePiece {
  /** Whole rows as far as their quotes tell, without the header; null: the table is not regular from here on. */
  bytes: Uint8Array<ArrayBuffer> | null;
  names: readonly string[];
  /** How many they are. */
  rows: number;
  /** Whether the table ends with them: the last row may have no line end. */
  isLast: boolean;
  /** How far the file was read. */
  readBytes: number;
}

export interface PiecesOptions {
  delimiter: string;
  /** Of the file when it was opened: of what is appended later only the next bytes are read, so that reading ends. */
  sizeBytes: number;
  /** Of a usual piece. */
  pieceBytes: number;
  /** Longer rows make longer pieces, of about so many rows, as far as these bytes go. Default: they do not. */
  longer?: { rows: number; sizeBytes: number };
  /** A longer row is left to others. */
  maxRowBytes: number;
  /** A buffer to read into. */
  take(sizeBytes: number): ArrayBuffer;
  /** @returns how many bytes were read; 0 only at the end. */
  read(into: Uint8Array, at: number, count: number, position: number): Promise<number>;
}

/** Read behind the end that the file had when it was opened: for the rest of a row, of a file that grows. */
const restBytes = 64 * 1024;
const nothing: Buffer = Buffer.alloc(0);

/**
 * Cuts a table into pieces that can be split independently (split-table.ts), because each begins where a row begins, as long as the table is regular: each
 * piece must be found to be, and to end in a row, before what follows it is believed.
 * @throws what `read` throws.
 */
export async function* cutTable(options: PiecesOptions): AsyncGenerator<TablePiece> {
  const { delimiter, sizeBytes, maxRowBytes, take, read } = options;
  let names: readonly string[] | null = null;
  /** The beginning of a row. */
  let carried = nothing;
  let pieceBytes = 0;
  for (let position = 0; ; ) {
    const front = carried.length;
    const leftBytes = sizeBytes - position;
    // Of a long row as much again as was carried: pieces of one size would scan it over and over.
    const wanted = leftBytes > 0 ? Math.min(Math.max((pieceBytes || options.pieceBytes) - front, front), leftBytes) : restBytes;
    const buffer = take(front + wanted);
    const bytesRead = await read(new Uint8Array(buffer), front, wanted, position);
    position += bytesRead;
    const isLast = bytesRead === 0;
    const piece = Buffer.from(buffer, 0, front + bytesRead);
    carried.copy(piece);
    const header: TableHeader | null = names === null ? readHeader(piece, delimiter) : null;
    names ??= header?.names ?? null;
    const start = header?.usedBytes ?? 0;
    const found = isLast ? { usedBytes: piece.length - start, rows: 1 } : findWholeRows(piece.subarray(start));
    const end = start + found.usedBytes;
    carried = Buffer.from(piece.subarray(end));
    if (names === null || carried.length > maxRowBytes) {
      yield { bytes: null, names: [], rows: 0, isLast, readBytes: position };
      return;
    }
    // Once: buffers of many sizes would not be used again.
    if (pieceBytes === 0 && found.rows > 0) pieceBytes = pieceBytesFor(found, options);
    if (end > start) yield { bytes: new Uint8Array(buffer, start, end - start), names, rows: found.rows, isLast, readBytes: position };
    if (isLast || leftBytes <= 0) return;
  }
}

/** @param first rows of the table: others are about as long. */
function pieceBytesFor({ usedBytes, rows }: WholeRows, { pieceBytes, longer }: PiecesOptions): number {
  return longer ? Math.max(pieceBytes, Math.min(Math.ceil((usedBytes / rows) * longer.rows), longer.sizeBytes)) : pieceBytes;
}
