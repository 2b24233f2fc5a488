import { AssayError, channelNames, type Snapshot } from "../../../contract/index.ts";
import type { ImportJobs } from "../ingest/import-jobs.ts";
import type { Change, Workspace } from "../workspace/workspace.ts";

const visibleMs = 100;
const hiddenMs = 1000;
const newestShown = 20;
const importsShown = 20;
/** While nothing happens a picture still leaves now and then: rates fall and "time since" grows. */
const idleMs = 1000;

interface Pictured {
  workspace: Workspace;
  imports: ImportJobs;
}

/**
 * Makes whole pictures of the state, at most 10 a second (1 when nobody looks), and only while somebody listens.
 */
export class Snapshots {
  #seq = 0;
  #listeners = new Set<(snapshot: Snapshot) => void>();
  #revisions: Snapshot["revisions"] = { executions: 1, comparisons: 1, samples: 1, models: 1, config: 1, drafts: 1 };
  #timer: NodeJS.Timeout | null = null;
  /** Times of the pace are of the clock that only goes forward: one that is set back would stop the pictures for as long. */
  #lastSentAt = Number.NEGATIVE_INFINITY;
  /** When the timer fires, while there is one. */
  #nextAt = 0;
  #visible = true;
  readonly #current: () => Pictured | null;

  /** @param current what to picture; null while one workspace is changed for another. */
  constructor(current: () => Pictured | null) {
    this.#current = current;
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    if (this.#current()) listener(this.take());
    this.#schedule(idleMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.stop();
    };
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.changed();
  }

  /** Something changed; `what` raises the revision of its group. */
  changed(what?: Change | "config" | "drafts" | "everything"): void {
    if (what === "everything")
      for (const group of Object.keys(this.#revisions) as (keyof Snapshot["revisions"])[]) this.#revisions[group]++;
    else if (what !== undefined && what in this.#revisions) this.#revisions[what as keyof Snapshot["revisions"]]++;
    this.#schedule(0);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** @throws AssayError unavailable while no workspace is open. */
  take(): Snapshot {
    const pictured = this.#current();
    if (!pictured) throw noWorkspace();
    const { workspace, imports } = pictured;
    const { config } = workspace.config;
    const window = workspace.aggregator?.openWindow() ?? null;
    return {
      seq: ++this.#seq,
      takenAtMs: Date.now(),
      workspacePath: workspace.path,
      channels: channelNames.map((name) => channelPicture(workspace, name)),
      quarantine: { total: workspace.quarantine.total, newest: workspace.quarantine.newest.slice(0, newestShown) },
      imports: imports.listed(importsShown),
      importTotals: imports.totals(),
      models: workspace.models.jobs(),
      index: workspace.index.status,
      leftOut: [...workspace.index.leftOut].map(([channel, { refused, otherKinds }]) => ({
        channel,
        filename: config.json_engine.output.channels[channel].filename,
        refused,
        otherKinds: [...otherKinds],
      })),
      revisions: { ...this.#revisions },
      alerts: alertsOf(workspace),
      window: {
        enabled: workspace.aggregator !== null,
        openedAtMs: window?.openedAtMs ?? null,
        windowMinutes: config.json_engine.aggregation.window_minutes,
        executions: window?.executions ?? 0,
        written: workspace.aggregator?.written ?? 0,
      },
    };
  }

  #schedule(delayMs: number): void {
    if (this.#listeners.size === 0) return;
    const gap = this.#visible ? visibleMs : hiddenMs;
    const now = performance.now();
    const at = Math.max(now + delayMs, this.#lastSentAt + gap);
    if (this.#timer) {
      if (this.#nextAt <= at) return;
      clearTimeout(this.#timer);
    }
    this.#nextAt = at;
    this.#timer = setTimeout(() => this.#send(), at - now);
    this.#timer.unref();
  }

  #send(): void {
    this.#timer = null;
    this.#lastSentAt = performance.now();
    const snapshot = this.#current() ? this.take() : null;
    if (snapshot) for (const listener of this.#listeners) listener(snapshot);
    this.#schedule(snapshot ? idleMs : visibleMs);
  }
}

export function noWorkspace(): AssayError {
  return new AssayError("unavailable", "No workspace is open just now.", { fix: "Wait a moment and try again." });
}

function channelPicture(workspace: Workspace, name: (typeof channelNames)[number]): Snapshot["channels"][number] {
  const settings = workspace.config.config.json_engine.output.channels[name];
  const channel = workspace.channels.get(name);
  const counters = channel?.counters;
  return {
    name,
    enabled: channel !== undefined,
    filename: settings.filename,
    received: counters?.received ?? 0,
    accepted: counters?.accepted ?? 0,
    quarantined: counters?.quarantined ?? 0,
    duplicates: counters?.duplicates ?? 0,
    invalidAccepted: counters?.invalidAccepted ?? 0,
    buffered: channel?.buffered ?? 0,
    bufferSize: settings.buffer_size,
    flushed: counters?.flushed ?? 0,
    bytes: counters?.bytes ?? 0,
    flushes: counters?.flushes ?? 0,
    lastFlushLatencyMs: counters?.lastFlushLatencyMs ?? null,
    lastFlushAtMs: counters?.lastFlushAtMs ?? null,
    perSecond: counters?.rate.read() ?? new Array<number>(60).fill(0),
    recordsInFile: workspace.index.linesIn(name),
  };
}

function alertsOf(workspace: Workspace): Snapshot["alerts"] {
  const alerts: Snapshot["alerts"] = [...workspace.troubles.values()].map(({ code, message, fix }) => ({
    code,
    message,
    ...(fix === undefined ? {} : { fix }),
  }));
  const { trouble } = workspace.curation;
  if (trouble !== null)
    alerts.push({
      code: "dataset",
      message: trouble,
      fix: "Decisions are safe in curation.jsonl; the dataset file is tried again by itself.",
    });
  const { indexTrouble } = workspace.curation;
  if (indexTrouble !== null)
    alerts.push({ code: "index_behind", message: indexTrouble, fix: "Free some disk space; the index catches up by itself." });
  if (workspace.index.status.state === "failed") {
    alerts.push({
      code: "index",
      message: "The index cannot be built; what comes in is safe in the JSONL files.",
      fix: "Free disk space, or delete .assay and open the workspace again.",
    });
  }
  return alerts;
}
