import type { AssayError, ChannelName } from "../../../contract/index.ts";
import type { MetricsAggregator } from "../aggregator/metrics-aggregator.ts";
import type { Throttler } from "../async/throttler.ts";
import type { Log } from "../base/log.ts";
import type { Comparing } from "../comparing/comparing.ts";
import type { DatasetChecks } from "../dataset/dataset-checks.ts";
import type { WriteGate } from "../files/journal.ts";
import type { Judging } from "../judging/judging.ts";
import type { CachedQueries } from "../queries/cached-queries.ts";
import type { Batch } from "../records/batch.ts";
import type { LineHash } from "../records/line-hash.ts";
import type { IndexStore } from "../store/index-store.ts";
import type { ActiveProblems } from "./health.ts";

/**
 * How a record gets from the journal to the screen. Parts emit; only `connectPipeline` listens.
 *
 *     journal ── durable ──▶ store ── indexed ──▶ caches ──▶ announcements
 *                       └──▶ aggregator
 *     curation ─────────── decided ────────────▶ caches ──▶ announcements
 */
export interface PipelineEvents {
  /** A line was accepted and waits in its channel's buffer. */
  accepted: { channel: ChannelName; hash: LineHash };
  /** A batch is fsynced in its channel's journal, at these bytes. */
  durable: { channel: ChannelName; batch: Batch; range: { fromOffset: number; toOffset: number } };
  /** A channel's journal cannot be written (an error), or can again (null). */
  writable: { channel: ChannelName; error: AssayError | null };
  /** Rows of these channels became queryable. */
  indexed: ReadonlySet<ChannelName>;
  /** More is in quarantine.jsonl, or the index of it changed. */
  quarantine: "file" | "index";
  /** The index's state or progress changed. */
  indexStatus: null;
  /** Decisions are durable. */
  decided: { comparisons?: boolean; samples?: boolean; replaced?: boolean };
  /** The list of models, or an import of one, changed. */
  models: "list" | "jobs";
  /** The list of exports changed. */
  exports: null;
  /** Another process took the workspace (an error), or the lock is ours again (null). */
  lock: AssayError | null;
}

/** What a screen may have to show anew. */
export type WorkspaceChange = "counters" | "executions" | "comparisons" | "samples" | "models" | "index" | "imports" | "quarantine";

/**
 * Calls listeners synchronously, in the order they subscribed. One that throws keeps neither the others nor the emitting part from going
 * on: a batch that is on disk must not look like one that could not be written.
 */
export class Emitter<Events> {
  readonly #listeners: { [N in keyof Events]?: ((value: Events[N]) => void)[] } = {};
  readonly #onError: (name: keyof Events, error: unknown) => void;

  constructor(onError: (name: keyof Events, error: unknown) => void) {
    this.#onError = onError;
  }

  on<N extends keyof Events>(name: N, listener: (value: Events[N]) => void): void {
    const listeners = this.#listeners[name] ?? [];
    this.#listeners[name] = [...listeners, listener];
  }

  emit<N extends keyof Events>(name: N, value: Events[N]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        listener(value);
      } catch (error) {
        this.#onError(name, error);
      }
    }
  }
}

export interface PipelineParts {
  index: IndexStore;
  queries: CachedQueries;
  dataset: DatasetChecks;
  judging: Judging;
  comparing: Comparing;
  /** null when it is off. */
  aggregator: MetricsAggregator | null;
  /** Indexes what is new in quarantine.jsonl. */
  quarantineIndexing: Throttler;
  /** Generates samples from new comparisons; null when it is off. */
  generation: Throttler | null;
  gate: WriteGate;
  problems: ActiveProblems;
  log: Log;
  announce(change: WorkspaceChange): void;
}

/** What newly indexed rows of a channel make stale: answers in the cache, and lists on screen. */
const staleOnceIndexed = {
  events: { answers: "executions", lists: "executions" },
  comparisons: { answers: "comparisons", lists: "comparisons" },
  training_samples: { answers: null, lists: "samples" },
} as const;

/** Subscribes every part to what it follows. Events emitted before this are lost: connect before the index starts to catch up. */
export function connectPipeline(events: Emitter<PipelineEvents>, parts: PipelineParts): void {
  const { index, queries, dataset, judging, comparing, aggregator, generation, quarantineIndexing, gate, problems, log, announce } = parts;

  // Journal → store and aggregator.
  events.on("accepted", ({ channel, hash }) => index.hashes.add(channel, hash));
  events.on("durable", ({ channel, batch, range }) => index.onDurable(channel)(batch, range));
  if (aggregator) events.on("durable", ({ channel, batch, range }) => channel === "events" && aggregator.addBatch(batch, range));

  // Store and curation → caches → announcements.
  events.on("indexed", (channels) => {
    for (const channel of channels) {
      const { answers, lists } = staleOnceIndexed[channel];
      if (answers) queries.changed(answers);
      if (answers) comparing.changed(answers);
      announce(lists);
    }
    if (channels.has("training_samples")) dataset.changed("appended");
    if (channels.has("comparisons")) judging.changed("comparisons");
    if (channels.has("comparisons")) generation?.ask();
  });
  events.on("decided", ({ comparisons, samples, replaced }) => {
    if (replaced) {
      for (const answers of ["executions", "comparisons"] as const) {
        queries.changed(answers);
        comparing.changed(answers);
      }
      void index.refreshReplaced().then(() => announce("counters"));
      announce("executions");
      generation?.ask();
    }
    if (comparisons) queries.changed("reviews");
    if (comparisons) judging.changed("reviews");
    if (comparisons) comparing.changed("reviews");
    if (comparisons) announce("comparisons");
    if (samples) dataset.changed("rewritten");
    if (samples) announce("samples");
  });

  // Quarantine → its rows → announcements.
  events.on("quarantine", (what) => (what === "file" ? void quarantineIndexing.ask() : announce("quarantine")));

  // Announcements alone.
  for (const name of ["accepted", "durable", "writable", "lock"] as const) events.on(name, () => announce("counters"));
  events.on("indexStatus", () => announce("index"));
  events.on("exports", () => announce("counters"));
  events.on("models", (what) => announce(what === "list" ? "models" : "counters"));

  // Problems: shown until they are over.
  events.on("writable", ({ channel, error }) => {
    problems.set(channel, error);
    if (error) log("error", "channel_cannot_write", { channel, code: error.code, error: error.message });
  });
  // Without the lock another process may write the same files, so nothing here may.
  events.on("lock", (lost) => {
    gate.readOnly = lost;
    problems.set("lock", lost);
    log(lost ? "error" : "info", lost ? "lock_lost" : "lock_taken_again", lost ? { error: lost.message } : {});
  });
}
