import type { ExportFile } from "../../../../contract/index.ts";

/** Whole rows, as `lineWriter` writes them. */
export interface RowBlock {
  rows: number;
  bytes: Uint8Array;
  /** At least the longest row's. */
  longestBytes: number;
}

/** Takes the rows of one split. */
export interface RowFile {
  /** Appends rows. @throws AssayError or the system's error: of these rows, or of earlier ones. */
  write(block: RowBlock): Promise<void>;
  /** @throws AssayError cancelled, disk_full, io … */
  end(): Promise<Omit<ExportFile, "name">>;
  /** Gives the file up. Resolves once nothing works on it any more. */
  close(): Promise<void>;
}
