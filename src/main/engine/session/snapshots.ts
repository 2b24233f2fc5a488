import type { NetworkDoor, OfferedFiles, Snapshot } from "../../../contract/index.ts";
import type { ImportJobs } from "../ingest/import-jobs.ts";
import type { WorkspaceChange } from "../workspace/pipeline.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { noWorkspace } from "./current-workspace.ts";

const visibleMs = 100;
const hiddenMs = 1000;
const maxImports = 20;
/** How often to look whether a snapshot is due although nothing was announced: rates fall, and other programs are followed. */
const idleMs = 1000;

/** The log counts by itself. */
type Group = Exclude<keyof Snapshot["revisions"], "log">;

interface Shown {
  workspace: Pick<Workspace, "path" | "liveState" | "recentLog">;
  imports: ImportJobs;
}

/** Sends whole snapshots of the state, at most 10 a second (1 when nobody looks), only while somebody listens, and none that says what the last one said. */
export class Snapshots {
  #seq = 0;
  #listeners = new Set<(snapshot: Snapshot) => void>();
  #revisions = { executions: 1, comparisons: 1, samples: 1, models: 1, config: 1, drafts: 1, quarantine: 1 };
  #timer: NodeJS.Timeout | null = null;
  /** In ms of the monotonic clock: setting the wall clock back would stop snapshots for as long. */
  #lastSentAt = Number.NEGATIVE_INFINITY;
  /** When the timer fires, while there is one. */
  #nextAt = 0;
  /** What the last one sent says. */
  #lastSent = "";
  #visible = true;
  readonly #current: () => Shown | null;
  readonly #offered: () => OfferedFiles;
  readonly #network: () => NetworkDoor | null;

  /** @param current what to show; null while one workspace is changed for another. @param offered files that wait for their import. */
  constructor(current: () => Shown | null, offered: () => OfferedFiles, network: () => NetworkDoor | null) {
    this.#network = network;
    this.#current = current;
    this.#offered = offered;
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

  /** Schedules a snapshot. `what` increments the revision of its group. */
  changed(what?: WorkspaceChange | "config" | "drafts" | "everything"): void {
    if (what === "everything") for (const group of Object.keys(this.#revisions) as Group[]) this.#revisions[group]++;
    else if (what !== undefined && what in this.#revisions) this.#revisions[what as Group]++;
    this.#schedule(0);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** @throws AssayError unavailable while no workspace is open. */
  take(): Snapshot {
    const shown = this.#current();
    if (!shown) throw noWorkspace();
    const { workspace, imports } = shown;
    const { logged } = workspace.recentLog;
    return {
      seq: ++this.#seq,
      takenAtMs: Date.now(),
      workspacePath: workspace.path,
      ...workspace.liveState(),
      imports: imports.listed(maxImports),
      importTotals: imports.totals(),
      offered: this.#offered(),
      network: this.#network(),
      revisions: { ...this.#revisions, log: logged },
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
    if (snapshot && this.#isNews(snapshot)) for (const listener of this.#listeners) listener(snapshot);
    this.#schedule(snapshot ? idleMs : visibleMs);
  }

  /** An open window with nothing going on should cost nothing: it draws what it is sent. */
  #isNews(snapshot: Snapshot): boolean {
    const { seq: _seq, takenAtMs: _takenAtMs, ...said } = snapshot;
    const text = JSON.stringify(said);
    if (text === this.#lastSent) return false;
    this.#lastSent = text;
    return true;
  }
}
