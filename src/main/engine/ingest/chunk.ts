import type { Finding } from "../../../contract/index.ts";

/** Whole lines of a file, or one line that is too long to be held. */
export type Chunk =
  | {
      type: "lines";
      bytes: Uint8Array<ArrayBuffer>;
      /** How many, where that is known. */
      rows?: number;
      /** Where they start in the file, in bytes before decoding. */
      offset: number;
      readBytes: number;
      /** Set on the last chunk when its only line has no newline in the file. */
      unterminated?: boolean;
    }
  | {
      type: "too_long";
      head: Buffer;
      sizeBytes: number;
      /** Where the line starts in the file. */
      offset: number;
      readBytes: number;
      /** Why it is refused, when not for its length. */
      finding?: Finding;
    };
