import type { SampleOrigin } from "../../../../contract/index.ts";
import { parseObject } from "../../base/json-value.ts";
import { hashLine, keyOfHash, type LineHash } from "../../records/line-hash.ts";
import { computeSourceKey } from "../../records/source-key.ts";
import type { PartRef, SampleChange, TextRef } from "../log/event.ts";
import type { Effect, EventRecord } from "./undo-history.ts";

/** A sample that curation made or changed. Its text stays in curation.jsonl. */
export interface SampleEntry {
  readonly ref: string;
  readonly origin: SampleOrigin;
  /** Whole Unix seconds. */
  readonly createdAt: number;
  /** The candidate it was made of; null for collected samples. */
  readonly comparison: string | null;
  readonly position: number | null;
  /** Registration order, from 0. */
  order: number;
  /** Whether it is in the dataset. */
  live: boolean;
  copies: number;
  edited: boolean;
  /** Key of its current line; null while it is not in the dataset. */
  lineKey: string | null;
  /** Its current version in the log; null while it is not in the dataset. */
  version: TextRef | null;
  /** The newest generation that made or changed it. While that is undone, automatic generation leaves the sample alone. */
  generation: EventRecord | null;
  /** Lines of curation.jsonl that changed it, oldest first. */
  readonly touched: PartRef[];
  /** Positions of its lines among all lines the dataset file ever had; null if they were never removed from it. */
  filePositions: number[] | null;
  /** Whether the dataset file holds a line of it, current or not. Kept by `DatasetFile`. */
  inFile: boolean;
  /** Of a collected sample that left the dataset and was converted from a row: the key of the row. It must not come back by another mapping. */
  removedSource: LineHash | null;
}

/** All samples that curation knows, by ref and by every line they ever were. */
export class SampleRegistry {
  readonly #byRef = new Map<string, SampleEntry>();
  readonly #byLine = new Map<string, SampleEntry>();

  get(ref: string): SampleEntry | undefined {
    return this.#byRef.get(ref);
  }

  /** The sample that a line is a version of, current or past. @param key of the line. */
  findByLine(key: string): SampleEntry | undefined {
    return this.#byLine.get(key);
  }

  all(): IterableIterator<SampleEntry> {
    return this.#byRef.values();
  }

  /** Keys of the rows of collected samples that are not in the dataset any more. */
  *removedSources(): Generator<LineHash> {
    for (const { removedSource } of this.#byRef.values()) if (removedSource !== null) yield removedSource;
  }

  get size(): number {
    return this.#byRef.size;
  }

  setFilePositions(ref: string, positions: number[]): void {
    const entry = this.#byRef.get(ref);
    if (entry) entry.filePositions = positions;
  }

  /** The effect of a change. It holds none of the change's texts. */
  toEffect(change: SampleChange, text: TextRef): Effect {
    const { before, after } = change;
    const removedSource = before !== null && after === null && change.origin === "collected" ? readSourceKey(before.line) : null;
    const version = after && { key: keyOfHash(hashLine(Buffer.from(after.line, "utf8"))), copies: after.copies, edited: after.edited };
    const { ref, origin, created_at: createdAt, comparison, position } = change;
    const isKnownLine = version !== null && this.#byLine.get(version.key)?.ref === ref;
    // Made here and not when it is registered: effects of thousands of changes run in one go.
    const fresh = this.#byRef.has(ref) ? undefined : createEntry({ ref, origin, createdAt, comparison, position });
    return (event) => {
      const entry = this.#byRef.get(ref) ?? this.#register(fresh ?? createEntry({ ref, origin, createdAt, comparison, position }));
      if (entry.touched.at(-1) !== text.part) entry.touched.push(text.part);
      if (event.type === "generate") entry.generation = event;
      entry.live = version !== null;
      entry.lineKey = version?.key ?? null;
      entry.version = version && text;
      entry.removedSource = removedSource;
      if (!version) return;
      entry.copies = version.copies;
      entry.edited = version.edited;
      if (!isKnownLine) this.#byLine.set(version.key, entry);
    };
  }

  #register(entry: SampleEntry): SampleEntry {
    entry.order = this.#byRef.size;
    this.#byRef.set(entry.ref, entry);
    // A collected sample is named by the key of the line it was collected as.
    if (entry.origin === "collected") this.#byLine.set(entry.ref, entry);
    return entry;
  }
}

function createEntry(name: Pick<SampleEntry, "ref" | "origin" | "createdAt" | "comparison" | "position">): SampleEntry {
  return {
    ...name,
    order: 0,
    live: false,
    copies: 1,
    edited: false,
    lineKey: null,
    version: null,
    generation: null,
    touched: [],
    filePositions: null,
    inFile: name.origin === "collected",
    removedSource: null,
  };
}

/** @returns null for a line that was not converted. */
function readSourceKey(line: string): LineHash | null {
  const record = line.includes('"source":') ? parseObject(line) : null;
  return record && computeSourceKey("training_sample", record);
}
