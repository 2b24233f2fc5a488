import type { ChannelName, Finding, ReasonCount } from "../../../../contract/index.ts";
import type { LineHash } from "../../records/line-hash.ts";
import type { SourceKeys } from "../../records/source-keys.ts";
import { BufferPool } from "../../workers/buffer-pool.ts";
import type { BrokenRow } from "../conversion/row-converter.ts";
import { emptyTally } from "../conversion/tally.ts";
import type { ImportParts } from "../import-options.ts";
import { ReportBuilder } from "../import-report.ts";
import { ImportWriter } from "../import-writer.ts";
import { WaitingEvents } from "./late-events.ts";
import { eventWords, logsJob } from "./logs-job.ts";
import { SpanCalls } from "./span-calls.ts";
import { type SpansRequest, spansFile, spansJob } from "./spans-job.ts";
import { networkSource, othersWritten, type TakenLines } from "./take-lines.ts";

export interface SpanParts extends ImportParts {
  /** See `FileParts`. */
  knownSources(): Promise<ReadonlyMap<ChannelName, SourceKeys>>;
}

export type SpansBody = Omit<SpansRequest, "strict" | "file" | "events">;

/** Where spans come from: in their records, and in quarantine. */
export interface SpansOrigin {
  file: string;
  source: string;
}

const fromNetwork: SpansOrigin = { file: spansFile, source: networkSource };

/** What became of a request: items = accepted + duplicates + rejected + dropped. */
export interface TakenSpans extends Pick<TakenLines, "accepted" | "duplicates" | "rejected" | "reasons"> {
  items: number;
  /** What is no call of a model, or would be counted twice, by why. */
  dropped: Record<string, number>;
  /** Attributes and events that were left out, since they are nested too deep, too long or too many; their spans were taken. */
  leftOut: number;
}

/** What would become of a request's spans. */
export interface PreviewedSpans {
  items: number;
  records: number;
  rejected: number;
  dropped: number;
  /** The first records, as JSON. */
  examples: string[];
  findings: Finding[];
}

/** Takes spans of OpenTelemetry: calls of models become executions, by the dialects that files of spans are imported with. */
export class SpanIntake {
  readonly #calls = new SpanCalls();
  readonly #events = new WaitingEvents();
  readonly #origin: SpansOrigin;

  constructor(origin: SpansOrigin = fromNetwork) {
    this.#origin = origin;
  }

  /**
   * Resolves when everything is fsynced. A span that was sent before, or imported from a file, is a duplicate.
   * @throws AssayError damaged, over_limit (nothing was taken); unavailable, disk_full, io … (some may be there, and would be duplicates).
   */
  async takeSpans(parts: SpanParts, body: SpansBody): Promise<TakenSpans> {
    const { pool, strict } = parts;
    const { file, source } = this.#origin;
    const { chunk, broken, asked, leftOut, tally, ids, parents, calls, spanOf } = await pool.run(spansJob, {
      ...body,
      strict,
      file,
      events: this.#events.list(),
    });
    const sources = await parts.knownSources();
    const known = new Map<ChannelName, (key: LineHash) => boolean>();
    for (const [channel, keys] of sources) known.set(channel, keys.beginFile());
    const verdicts = this.#calls.judge({ ids, parents, calls });
    const dropped: Record<string, number> = { ...tally.skipped };
    const isCounted = (span: number) => {
      const verdict = verdicts[span];
      if (verdict === "call") return true;
      add(dropped, verdict === "around_a_call" ? "around a call that is counted" : "inside a call that is counted", 1);
      return false;
    };
    let record = 0;
    const report = new ReportBuilder(file, 0);
    const writer = new ImportWriter({
      parts,
      known,
      name: source,
      report,
      options: { kind: "auto", keepDuplicates: false },
      buffers: { lines: new BufferPool(), rows: new BufferPool() },
      own: null,
      isWanted: () => isCounted(spanOf[record++] as number),
    });
    const plan = (dialect: string) => ({ dialect, answers: {}, file, fileTimeSeconds: 0, companions: [] });
    const only = (rows: readonly BrokenRow[]) => ({ broken: [...rows], tally: emptyTally(), settled: [] });
    try {
      await writer.commitConverted({ chunk, ...only([]) }, plan("otlp-genai"));
      for (const { dialect, rows } of broken) await writer.commitTally(only(rows), plan(dialect));
      for (const { dialect, rows } of asked) await writer.commitTally(only(rows.filter(({ row }) => isCounted(row - 1))), plan(dialect));
    } finally {
      await writer.finish();
    }
    if (report.duplicates > 0) await othersWritten(parts, parts.knownSources, sources);
    this.#events.delete(ids);
    const { accepted, duplicates, quarantined: rejected, reasons } = report.read();
    return { items: ids.length, accepted, duplicates, rejected, reasons: reasons.map(inWords), dropped, leftOut };
  }

  /** What `takeSpans` would make of a request: the first records as JSON, and what would become of the rest. Nothing is written. */
  async previewSpans({ pool, strict }: Pick<SpanParts, "pool" | "strict">, body: SpansBody, maxRecords: number): Promise<PreviewedSpans> {
    const { file } = this.#origin;
    const converted = await pool.run(spansJob, { ...body, strict, file, events: [] });
    const { chunk, broken, asked, tally, ids, parents, calls, spanOf } = converted;
    const verdicts = this.#calls.judge({ ids, parents, calls });
    const isCounted = (span: number) => verdicts[span] === "call";
    const text = (i: number) => Buffer.from(chunk.bytes.subarray(chunk.starts[i], chunk.ends[i])).toString("utf8");
    const chosen = spanOf.flatMap((span, i) => (isCounted(span) ? [i] : []));
    const findings = [...broken, ...asked].flatMap(({ rows }) => rows.flatMap((row) => row.findings));
    return {
      items: ids.length,
      records: chosen.length,
      rejected: broken.reduce((sum, { rows }) => sum + rows.length, 0) + asked.reduce((sum, { rows }) => sum + rows.length, 0),
      dropped: Object.values(tally.skipped).reduce((sum, n) => sum + n, 0) + spanOf.length - chosen.length,
      examples: chosen.slice(0, maxRecords).map(text),
      findings: findings.slice(0, maxRecords),
    };
  }

  /**
   * Takes log records: evaluations and messages wait in memory for the span that they are about, and become part of its execution.
   * @throws AssayError damaged, over_limit.
   */
  async takeLogs({ pool }: Pick<SpanParts, "pool">, body: SpansBody): Promise<TakenSpans> {
    const { events, tally, leftOut } = await pool.run(logsJob, body);
    const dropped: Record<string, number> = { ...tally.skipped };
    for (const event of events) {
      // A written execution is not replaced.
      const isLate = this.#calls.wasCounted(event.spanId);
      add(dropped, `${eventWords[event.name]} that ${isLate ? "came after their call was written" : "wait for their call"}`, 1);
      if (!isLate) this.#events.add(event);
    }
    return { items: tally.rows, accepted: 0, duplicates: 0, rejected: 0, reasons: [], dropped, leftOut };
  }
}

/** A question is asked of a person, so its words say more than its rule. */
const inWords = (one: ReasonCount): ReasonCount =>
  one.example.rule.startsWith("asks ") ? { ...one, reason: one.example.message.replace(/^The (.*)\.$/, "the $1") } : one;

function add(into: Record<string, number>, why: string, count: number): void {
  into[why] = (into[why] ?? 0) + count;
}
