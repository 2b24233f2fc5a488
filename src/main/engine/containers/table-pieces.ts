import { readHeader, type TableHeader } from "./split-table.ts";
import { findRowsEnd } from "./whole-rows.ts";

export interface TablePiece {
  /** Whole rows as far as their quotes tell, without the header; null: the table is not regular from here on. */
  bytes: Uint8Array<ArrayBuffer> | null;
  names: readonly string[];
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
export async function* cutTable({ delimiter, sizeBytes, pieceBytes, maxRowBytes, take, read }: PiecesOptions): AsyncGenerator<TablePiece> {
  let names: readonly string[] | null = null;
  /** The beginning of a row. */
  let carried = nothing;
  for (let position = 0; ; ) {
    const front = carried.length;
    const leftBytes = sizeBytes - position;
    // Of a long row as much again as was carried: pieces of one size would scan it over and over.
    const wanted = leftBytes > 0 ? Math.min(Math.max(pieceBytes - front, front), leftBytes) : restBytes;
    const buffer = take(front + wanted);
    const bytesRead = await read(new Uint8Array(buffer), front, wanted, position);
    position += bytesRead;
    const isLast = bytesRead === 0;
    const piece = Buffer.from(buffer, 0, front + bytesRead);
    carried.copy(piece);
    const header: TableHeader | null = names === null ? readHeader(piece, delimiter) : null;
    names ??= header?.names ?? null;
    const start = header?.usedBytes ?? 0;
    const end = isLast ? piece.length : start + findRowsEnd(piece.subarray(start));
    carried = Buffer.from(piece.subarray(end));
    if (names === null || carried.length > maxRowBytes) {
      yield { bytes: null, names: [], isLast, readBytes: position };
      return;
    }
    if (end > start) yield { bytes: new Uint8Array(buffer, start, end - start), names, isLast, readBytes: position };
    if (isLast || leftBytes <= 0) return;
  }
}
