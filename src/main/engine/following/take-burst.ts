import type { ChannelName } from "../../../contract/index.ts";
import type { FileReading } from "../ingest/conversion/choose-reading.ts";
import { importRows } from "../ingest/conversion/import-converted.ts";
import type { FileParts } from "../ingest/import-file.ts";
import { importLines, type LinesToRead } from "../ingest/import-lines.ts";
import type { ImportOptions } from "../ingest/import-options.ts";
import type { ReportBuilder } from "../ingest/import-report.ts";
import { ImportWriter } from "../ingest/import-writer.ts";
import type { LineHash } from "../records/line-hash.ts";
import type { SourceKeys } from "../records/source-keys.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import type { Tail } from "./tail.ts";

/** Whether a converted record is new, for a range of a file in which it may be here already; lives as long as that range is read. */
export class DoubtfulKeys {
  readonly #known = new Map<SourceKeys, (key: LineHash) => boolean>();

  of(keys: SourceKeys): (key: LineHash) => boolean {
    const known = this.#known.get(keys) ?? keys.beginFile();
    this.#known.set(keys, known);
    return known;
  }
}

export interface Burst {
  tail: Tail;
  /** As in reports and quarantine. */
  name: string;
  reading: FileReading;
  kind: ImportOptions["kind"];
  /** What becomes of the lines is added here. */
  report: ReportBuilder;
  fileTimeSeconds: number;
  doubtful: DoubtfulKeys;
  /** A last line without a newline is one. */
  takesRest: boolean;
}

/**
 * Takes the next lines of a followed file as an import does: duplicates left out, rejected ones to quarantine. Resolves when they are on disk; only
 * then does the file's place move.
 * @returns whether there were any.
 * @throws AssayError disk_full, io, disabled …; the place is then what it was, and what was written is a duplicate the next time.
 */
export async function takeBurst(parts: FileParts, burst: Burst): Promise<boolean> {
  const { tail, name, reading, kind, report, takesRest } = burst;
  const options = { kind, keepDuplicates: false } as const;
  const buffers = { lines: new BufferPool(), rows: new BufferPool() };
  // Numbers of rejected lines are those of the file.
  report.lines = tail.lines;
  const known = await loadKnown(parts, burst);
  const writer = new ImportWriter({ parts, known, name, report, options, buffers, own: null });
  const work = { parts, file: toFile(tail, takesRest), writer, report, options, buffers, onRead: () => {} };
  try {
    if (reading.type === "native") await importLines(work, null);
    else {
      const plan = { ...reading.plan, file: name, fileTimeSeconds: burst.fileTimeSeconds, companions: [] };
      await importRows(work, plan, tail.lines + 1);
    }
  } finally {
    await writer.finish();
  }
  return tail.commit();
}

async function loadKnown(parts: FileParts, { tail, reading, doubtful }: Burst): Promise<Map<ChannelName, (key: LineHash) => boolean>> {
  const known = new Map<ChannelName, (key: LineHash) => boolean>();
  if (reading.type === "native") for (const [channel, hashes] of await parts.known()) known.set(channel, (hash) => hashes.add(hash));
  else
    for (const [channel, keys] of await parts.knownSources())
      known.set(channel, tail.offset < tail.doubtUntil ? doubtful.of(keys) : keys.continueFile());
  return known;
}

/** The next lines of a tail, as what an import reads. */
function toFile(tail: Tail, takesRest: boolean): LinesToRead {
  return { sizeBytes: 0, stats: { mtimeMs: 0 }, hasGrown: async () => false, chunks: () => tail.chunks(takesRest) };
}
