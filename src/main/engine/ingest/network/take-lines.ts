import { setImmediate } from "node:timers/promises";
import { AssayError, type ChannelName, type ReasonCount, type Signal } from "../../../../contract/index.ts";
import { orderedAhead } from "../../async/ordered-ahead.ts";
import type { LineHash } from "../../records/line-hash.ts";
import { BufferPool } from "../../workers/buffer-pool.ts";
import type { Chunk } from "../chunk.ts";
import type { ImportParts } from "../import-options.ts";
import { ReportBuilder } from "../import-report.ts";
import { ImportWriter } from "../import-writer.ts";
import { inspectInPool } from "../inspect-job.ts";
import { refuseContainers } from "../refuse-containers.ts";
import { streamChunks } from "../stream-chunks.ts";
import { containerInBody } from "./container-in-body.ts";

/** How quarantine names what came over the network. */
export const networkSource = "network";

/** Of one body. lines = accepted + duplicates + rejected + blank, once it is durable. */
export interface TakenLines {
  lines: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  blank: number;
  /** Why lines were rejected, with the numbers of the first of them. */
  reasons: ReasonCount[];
  /** Why the rest of the body was not taken; null when all of it was. */
  failure: AssayError | null;
}

export interface TakeLinesOptions {
  /** Ends reading; whole lines that had arrived are still written. */
  signal: Signal;
  /** Called once when every line has been read and is on its way to disk. @param lines of the body. */
  onReceived?: (lines: number) => void;
}

/**
 * Takes lines of any kinds, as an import does: threads inspect them, duplicates are left out, the rest is appended. Memory is bounded: what is read
 * ahead waits for the disk. Resolves when everything taken is fsynced, duplicates of lines that another body has under way included.
 * Never rejects: what was written before a failure is counted, and would be duplicates if it were sent again.
 */
export async function takeLines(parts: ImportParts, input: AsyncIterable<Uint8Array>, options: TakeLinesOptions): Promise<TakenLines> {
  const report = new ReportBuilder(networkSource, 0);
  let failure: AssayError | null = null;
  try {
    await take(parts, input, options, report);
  } catch (thrown) {
    report.cutShort();
    failure = thrown instanceof AssayError ? thrown : new AssayError("io", String(thrown), { cause: thrown });
  }
  const { lines, accepted, duplicates, quarantined: rejected, blank, reasons } = report.read();
  return { lines, accepted, duplicates, rejected, blank, reasons, failure };
}

async function take(
  parts: ImportParts,
  input: AsyncIterable<Uint8Array>,
  { signal, onReceived }: TakeLinesOptions,
  report: ReportBuilder,
): Promise<void> {
  const lines = await parts.known();
  const known = new Map<ChannelName, (hash: LineHash) => boolean>();
  for (const [channel, hashes] of lines) known.set(channel, (hash) => hashes.add(hash));
  const buffers = { lines: new BufferPool(), rows: new BufferPool() };
  const options = { kind: "auto", keepDuplicates: false } as const;
  const writer = new ImportWriter({ parts, known, name: networkSource, report, options, buffers, own: null });
  const stop = new AbortController();
  const end = () => stop.abort();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  const inspect = (chunk: Chunk) =>
    chunk.type === "lines" ? inspectInPool(parts.pool, { bytes: chunk.bytes, kind: "auto", strict: parts.strict }) : null;
  const chunks = streamChunks(refuseContainers(input, containerInBody), stop.signal);
  try {
    for await (const { item: chunk, result } of orderedAhead(chunks, inspect, { maxItems: parts.pool.size + 1, interrupt: end })) {
      if (chunk.type === "too_long") await writer.refuseTooLong(chunk);
      else if (result) await writer.commit(result);
    }
    onReceived?.(report.lines);
  } finally {
    signal.removeEventListener("abort", end);
    await writer.finish();
  }
  if (report.duplicates > 0) await othersWritten(parts, parts.known, lines);
}

/**
 * A duplicate may be of a line that another body brought and that is not on disk yet. Resolves once it is.
 * @param before what was known when the lines were compared: a failed write drops it.
 * @throws AssayError unavailable when a write failed meanwhile.
 */
export async function othersWritten<T>({ channels }: Pick<ImportParts, "channels">, known: () => Promise<T>, before: T): Promise<void> {
  try {
    await Promise.all([...channels.values()].map(({ journal }) => journal.written()));
    // The writer of lines that failed hears of it in the same turn.
    await setImmediate();
    if ((await known()) === before) return;
  } catch {}
  throw new AssayError("unavailable", "Lines that are the same as some of these could not be written just now.", {
    fix: "Send them again.",
  });
}
