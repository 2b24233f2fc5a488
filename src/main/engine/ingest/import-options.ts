import type { Stats } from "node:fs";
import type { ChannelName, RecordKind, Signal } from "../../../contract/index.ts";
import type { Channel } from "../collector/channel.ts";
import type { Quarantine } from "../collector/quarantine.ts";
import type { IsOwnWrite, LineHash } from "../records/line-hash.ts";
import type { LineHashSet } from "../records/line-hash-set.ts";
import type { BufferPool } from "../workers/buffer-pool.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { ConversionPlan } from "./conversion/plan.ts";
import type { FileBeside } from "./conversion/read-companions.ts";
import type { ImportReport } from "./import-report.ts";
import type { KnownRejected } from "./known-rejected.ts";

/** What an import works with, and what is asked of it. */

export interface ImportParts {
  channels: ReadonlyMap<ChannelName, Channel>;
  quarantine: Quarantine;
  /** Lines that quarantine holds already. */
  knownRejected: KnownRejected;
  pool: WorkerPool;
  strict: boolean;
  /** Hashes of all lines in the journals, by channel; loaded on first use. */
  known(): Promise<ReadonlyMap<ChannelName, LineHashSet>>;
  /** Whether a sample was demoted or edited since it was collected: importing it again must not bring it back. */
  isOwnWrite: IsOwnWrite;
  /** Adds the hash of a converted record to the known ones. */
  remember(channel: ChannelName, hash: LineHash): void;
  /** Drops the known hashes: after a failed write they hold lines that are not in a journal. */
  forgetKnown(): void;
  /** Waits while too much is queued for the index. */
  waitForCapacity(): Promise<void>;
  /**
   * The channel whose journal is the opened file; null for a file from elsewhere.
   * @throws AssayError refused for any other file that the workspace writes.
   */
  findOwnJournal(stats: Stats): Promise<ChannelName | null>;
}

export interface ImportOptions {
  kind: RecordKind | "auto";
  keepDuplicates: boolean;
  signal?: Signal;
  /** Called after each chunk. */
  onProgress?: (report: ImportReport) => void;
  /** The file's name in reports and quarantine. Default: its path. */
  name?: string;
  /** How its rows are converted; default: as the dialect that it is taken for, if any. */
  plan?: ConversionPlan;
  /** Answers for a dialect that is detected. */
  answers?: ConversionPlan["answers"];
  /** Whether a file that is not recognised is left out whole, however short it is: it was found in a folder, and nobody named it. */
  onlyRecognised?: boolean;
  /**
   * What becomes of records that an earlier import made of the same rows, where these would be others now: `keep` them, `replace` them, or `count`,
   * which writes nothing at all. Default: keep.
   */
  earlier?: "keep" | "replace" | "count";
  /** The files of the same import, for dialects that join them. This one may be among them. */
  beside?: readonly FileBeside[];
}

export interface ImportBuffers {
  /** Of rows that are converted, shared with the threads. Default: `lines`. */
  reads?: BufferPool;
  lines: BufferPool;
  rows: BufferPool;
}
