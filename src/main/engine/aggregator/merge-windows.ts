import { AssayError, type EngineWindows, maxLineBytes, type Signal } from "../../../contract/index.ts";
import { type Line, LineSplitter, type ReadBytes, readSteps } from "../lines/forwards.ts";
import { recordBytes } from "../lines/line-bytes.ts";
import { findWindowProblem } from "./check-window.ts";
import { MergedTally } from "./merged-tally.ts";
import { parseWindow, type StatsRecord, type WindowRecord } from "./window-record.ts";

/** Bytes of events.jsonl, from inclusive, to exclusive. */
export interface Covered {
  from: number;
  to: number;
}

export interface MergeOptions {
  /** Unix milliseconds: windows that start from here on, and before there. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
  /** Empty: every engine. */
  engines?: readonly string[] | undefined;
  percentiles: readonly number[];
}

/** `covered`: of the windows merged, sorted, joined where they touch; null where they are in too many pieces. `lastOffset`: of every window of the file. */
export type Merged = Omit<EngineWindows, "events" | "percentiles"> & {
  covered: readonly Covered[] | null;
  gapBytes: number;
  overlapBytes: number;
  lastOffset: number;
};

/** Engines with a tally of their own: names are untrusted, and each tally holds a digest. */
const maxTallies = 2_000;
/** Engines in the answer. */
const maxEngines = 500;
const maxNewest = 100;
const maxFindings = 20;
const maxPieces = 100_000;
/** Pieces that one statement can ask for. */
const maxAsked = 500;

/**
 * Merges the windows of an aggregated_stats.jsonl that start in a range. Streams: memory does not grow with the file. Lines that are no windows are
 * findings; a last line without its newline counts when it is a window, and is passed over as unfinished when it is not.
 * @param sizeBytes how much of the file to read.
 * @throws AssayError cancelled; what `read` throws.
 */
export async function mergeWindows(
  read: ReadBytes,
  sizeBytes: number,
  name: string,
  options: MergeOptions,
  signal?: Signal,
): Promise<Merged> {
  const merging = new WindowMerge(name, options);
  const splitter = new LineSplitter(0, maxLineBytes);
  for await (const step of readSteps(read, 0, sizeBytes)) {
    if (signal?.aborted) throw new AssayError("cancelled", "Reading the windows was cancelled.");
    for (const line of splitter.push(step)) merging.take(line);
  }
  const last = splitter.end();
  if (last !== null) merging.take(last, true);
  return merging.finish();
}

class WindowMerge {
  readonly #options: MergeOptions;
  readonly #wanted: ReadonlySet<string>;
  readonly #file: EngineWindows["file"];
  readonly #tallies = new Map<string, MergedTally>();
  readonly #overall: MergedTally;
  readonly #newest: EngineWindows["newest"] = [];
  readonly #covered: Covered[] = [];
  #lines = 0;
  #merged = 0;
  #recovered = 0;
  #others = 0;
  #startMs: number | null = null;
  #endMs: number | null = null;
  #lastOffset = 0;

  constructor(name: string, options: MergeOptions) {
    this.#options = options;
    this.#wanted = new Set(options.engines);
    this.#overall = new MergedTally(options.percentiles);
    this.#file = { name, windows: 0, startMs: null, endMs: null, rejected: 0, findings: [] };
  }

  /** @param isTorn whether it has no newline. */
  take(line: Line, isTorn = false): void {
    this.#lines += 1;
    const text = recordBytes(line.bytes).toString("utf8").trim();
    if (text === "" && line.sizeBytes === line.bytes.length) return;
    const window = line.bytes.length < line.sizeBytes ? `it has more than ${maxLineBytes} bytes` : toWindow(text);
    if (typeof window !== "string") this.#add(window);
    else if (!isTorn) {
      this.#file.rejected += 1;
      if (this.#file.findings.length < maxFindings) this.#file.findings.push({ line: this.#lines, offset: line.offset, problem: window });
    }
  }

  #add(window: WindowRecord): void {
    const { window_start_ms: startMs, window_end_ms: endMs } = window;
    const file = this.#file;
    file.windows += 1;
    file.startMs = Math.min(file.startMs ?? startMs, startMs);
    file.endMs = Math.max(file.endMs ?? endMs, endMs);
    this.#lastOffset = Math.max(this.#lastOffset, window.to_offset);
    const { fromMs = 0, toMs = Number.POSITIVE_INFINITY } = this.#options;
    if (startMs < fromMs || startMs >= toMs) return;
    this.#merged += 1;
    this.#startMs = Math.min(this.#startMs ?? startMs, startMs);
    this.#endMs = Math.max(this.#endMs ?? endMs, endMs);
    if (window.recovered === true) this.#recovered += 1;
    if (this.#covered.length <= maxPieces) this.#cover({ from: window.from_offset, to: window.to_offset });
    this.#overall.add(window.overall);
    const apart = window.engines.reduce((sum, engine) => sum + this.#addEngine(engine.engine_id, engine), 0);
    this.#others += Math.max(0, window.overall.count - apart);
    this.#newest.push(toNewest(window, this.#options.percentiles));
    if (this.#newest.length > maxNewest) this.#newest.shift();
  }

  /** @returns how many executions need not be told as those of others. */
  #addEngine(engineId: string, stats: StatsRecord): number {
    if (this.#wanted.size > 0 && !this.#wanted.has(engineId)) return stats.count;
    let tally = this.#tallies.get(engineId);
    if (tally === undefined) {
      if (this.#tallies.size >= maxTallies) return 0;
      tally = new MergedTally(this.#options.percentiles);
      this.#tallies.set(engineId, tally);
    }
    tally.add(stats);
    return stats.count;
  }

  /** Windows of Assay follow each other: most join the last piece. */
  #cover(piece: Covered): void {
    const last = this.#covered.at(-1);
    if (last !== undefined && last.to === piece.from) last.to = piece.to;
    else this.#covered.push(piece);
  }

  finish(): Merged {
    const bySize = [...this.#tallies].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
    const { pieces, gapBytes, overlapBytes } = joinPieces(this.#covered);
    return {
      file: this.#file,
      merged: this.#merged,
      startMs: this.#startMs,
      endMs: this.#endMs,
      recovered: this.#recovered,
      executionsOfOthers: this.#others,
      engines: bySize.slice(0, maxEngines).map(([engineId, tally]) => ({ engineId, ...tally.toStats(), exact: null })),
      engineCount: bySize.length,
      overall: { ...this.#overall.toStats(), exact: null },
      newest: this.#newest.toReversed(),
      covered: this.#covered.length > maxPieces || pieces.length > maxAsked ? null : pieces,
      gapBytes,
      overlapBytes,
      lastOffset: this.#lastOffset,
    };
  }
}

/** The window on a line, or why it is none. */
function toWindow(text: string): WindowRecord | string {
  try {
    const window = parseWindow(text);
    return findWindowProblem(window) ?? window;
  } catch (thrown) {
    if (!(thrown instanceof AssayError)) throw thrown;
    return thrown.message.replace(/^.*is no window: |\.$/g, "").slice(0, 200);
  }
}

function toNewest(
  { window_start_ms, window_end_ms, overall, recovered }: WindowRecord,
  percentiles: readonly number[],
): EngineWindows["newest"][number] {
  const { n, min = null, avg = null, max = null } = overall.latency_ms;
  const value = (percentile: number) => overall.latency_ms[`p${percentile}`];
  return {
    startMs: window_start_ms,
    endMs: window_end_ms,
    count: overall.count,
    successCount: overall.success_count,
    n,
    ...(n === 0 ? { min: null, avg: null, max: null } : { min, avg, max }),
    percentiles: percentiles.map((percentile) => (Number.isFinite(value(percentile)) ? (value(percentile) as number) : null)),
    recovered: recovered === true,
  };
}

/** Pieces sorted and joined, with the bytes between them and those in more than one. */
export function joinPieces(covered: readonly Covered[]): { pieces: Covered[]; gapBytes: number; overlapBytes: number } {
  const pieces: Covered[] = [];
  let [gapBytes, overlapBytes] = [0, 0];
  for (const { from, to } of covered.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    const last = pieces.at(-1);
    if (last === undefined) pieces.push({ from, to });
    else if (from > last.to) {
      gapBytes += from - last.to;
      pieces.push({ from, to });
    } else {
      overlapBytes += Math.min(to, last.to) - from;
      last.to = Math.max(last.to, to);
    }
  }
  return { pieces, gapBytes, overlapBytes };
}
