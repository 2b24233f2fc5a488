import { basename } from "node:path";
import type { Quarantine, RejectedLine } from "../collector/quarantine.ts";
import { readRange } from "../files/read-range.ts";
import { readLinesBackwards } from "../lines/backwards.ts";
import { hashLine } from "../records/line-hash.ts";
import { LineHashSet } from "../records/line-hash-set.ts";

/** An entry holds at most 16 MiB of a line, escaped. */
const maxEntryBytes = 256 * 1024 * 1024;
/** A larger quarantine is not read for this: its lines would be kept again. */
const maxFileBytes = 512 * 1024 * 1024;

/**
 * The rejected lines that quarantine.jsonl holds already, so that importing a file again does not fill it. A line is known by its bytes, its
 * number and the name of its file without the folder: the same text on two lines of a file is two lines.
 */
export class KnownRejected {
  readonly #quarantine: Pick<Quarantine, "journal">;
  #set: Promise<LineHashSet> | null = null;

  constructor(quarantine: Pick<Quarantine, "journal">) {
    this.#quarantine = quarantine;
  }

  /** Leaves out lines that are known, and remembers the others. @throws AssayError damaged, io when quarantine.jsonl cannot be read. */
  async keepNew(lines: readonly RejectedLine[]): Promise<RejectedLine[]> {
    if (lines.length === 0) return [];
    this.#set ??= this.#read();
    const known = await this.#set.catch((thrown: unknown) => {
      this.#set = null;
      throw thrown;
    });
    return lines.filter(({ source, lineNumber, bytes }) => known.add(hashOf(source, lineNumber, bytes)));
  }

  /** After a failed write: what was remembered may not be in the file. */
  forget(): void {
    this.#set = null;
  }

  async #read(): Promise<LineHashSet> {
    const { path, durableBytes } = this.#quarantine.journal;
    const known = new LineHashSet();
    if (durableBytes > maxFileBytes) return known;
    const read = (offset: number, length: number) => readRange(path, offset, length);
    const tooLong = () => new Error("an entry of quarantine.jsonl is too long to be read");
    for await (const { bytes } of readLinesBackwards(read, durableBytes, maxEntryBytes, tooLong)) {
      const entry = parseEntry(bytes.toString("utf8"));
      if (entry !== null) known.add(hashOf(entry.source, entry.lineNumber, entry.bytes));
    }
    return known;
  }
}

function parseEntry(line: string): { source: string; lineNumber: number | null; bytes: Buffer } | null {
  try {
    const { source, line_number, raw, raw_base64 } = JSON.parse(line) as { [name: string]: unknown };
    if (typeof source !== "string") return null;
    const lineNumber = typeof line_number === "number" ? line_number : null;
    if (typeof raw === "string") return { source, lineNumber, bytes: Buffer.from(raw, "utf8") };
    return typeof raw_base64 === "string" ? { source, lineNumber, bytes: Buffer.from(raw_base64, "base64") } : null;
  } catch {
    // Edited by hand.
    return null;
  }
}

const hashOf = (source: string, lineNumber: number | null, bytes: Uint8Array) =>
  hashLine(Buffer.concat([Buffer.from(`${basename(source)}\0${lineNumber}\0`, "utf8"), bytes]));
