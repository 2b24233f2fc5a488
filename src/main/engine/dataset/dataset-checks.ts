import {
  AssayError,
  type CheckName,
  checkNames,
  type DatasetCharts,
  type DatasetFinding,
  type DatasetReport,
  defaultSimilarity,
  type Input,
  type Output,
} from "../../../contract/index.ts";
import type { SampleNarrowing } from "../curation/projections/sample-queries.ts";
import { bitOf } from "./across/flag.ts";
import { toCharts } from "./charts.ts";
import { type CheckResult, type DatasetDeps, refOf, runChecks } from "./check-run.ts";
import { listClusters, listSuperfluous } from "./cluster-pages.ts";
import { explainAcross } from "./explain.ts";
import { findJob } from "./find-in-sample.ts";

/** Nothing is in it. */
const nothing: SampleNarrowing = { sql: "false", values: [] };

/** What is wrong with the dataset, as far as it was checked last. One check runs at a time; its result stays until the next. */
export class DatasetChecks {
  readonly #deps: DatasetDeps;
  #result: CheckResult | null = null;
  #running: { cancel: AbortController; progress: number; done: Promise<void> } | null = null;
  #error: string | null = null;
  /** The counts of a result, until the next change. */
  #counted: { of: CheckResult; changes: number; counts: number[] } | null = null;
  /** Counts changes of the dataset, and those after which the file is another one. */
  #changes = 0;
  #checkedChanges = -1;
  #rewrites = 0;
  #checkedRewrites = -1;

  constructor(deps: DatasetDeps) {
    this.#deps = deps;
  }

  /** The dataset has changed. @param kind "appended": lines were added to the file and no other changed. */
  changed(kind: "appended" | "rewritten"): void {
    this.#changes++;
    if (kind === "rewritten") this.#rewrites++;
  }

  /** `dataset.check` */
  async check({ similarity = this.#result?.similarity ?? defaultSimilarity }: Input<"dataset.check">): Promise<DatasetReport> {
    const isCurrent = this.#result?.similarity === similarity && this.#checkedChanges === this.#changes;
    if (!this.#running && !isCurrent) this.#start(similarity);
    return this.report();
  }

  /** Resolves when no check runs. */
  async settled(): Promise<void> {
    await this.#running?.done;
  }

  /** `dataset.cancelCheck` */
  async cancel(): Promise<DatasetReport> {
    this.#running?.cancel.abort();
    await this.settled();
    return this.report();
  }

  /** `dataset.report` */
  async report(): Promise<DatasetReport> {
    const result = this.#result;
    const running = this.#running;
    const counts = await this.#count();
    const { total, superfluous } = result ? listSuperfluous(this.#deps, result, this.#changes) : { total: 0, superfluous: 0 };
    return {
      state: running ? "running" : this.#error !== null ? "failed" : result ? "done" : "none",
      progress: running?.progress ?? (result ? 1 : 0),
      stale: result !== null && this.#checkedChanges !== this.#changes,
      checkedAtMs: result?.atMs ?? null,
      tookMs: result?.tookMs ?? 0,
      samples: result?.columns.count ?? 0,
      counts: counts.map((count, i) => ({ check: checkNames[i] as CheckName, count })),
      similarity: result?.similarity ?? defaultSimilarity,
      clusters: total,
      superfluous,
      error: this.#error,
    };
  }

  /** `dataset.charts` */
  charts(): DatasetCharts {
    return this.#result ? toCharts(this.#result) : { lengths: [], quality: [], engines: [], withoutEngine: 0 };
  }

  /** The condition on lists of samples for those that a check finds; none before the first check. */
  narrow(check: CheckName): SampleNarrowing {
    return this.#result?.found.narrow(bitOf(check)) ?? nothing;
  }

  /** `dataset.findings` @throws AssayError not_found */
  async findings({ ref }: Input<"dataset.findings">): Promise<DatasetFinding[]> {
    const { curation, pool } = this.#deps;
    const { raw } = await curation.getSample({ ref });
    const found = await pool.run(findJob, { bytes: new Uint8Array(Buffer.from(raw)) });
    const own: DatasetFinding[] = found.map(({ check, field, from, to, excerpt, why }) => ({ check, field, from, to, excerpt, why }));
    return this.#result ? [...own, ...explainAcross(this.#result, raw)] : own;
  }

  /** `dataset.clusters` */
  async clusters(input: Input<"dataset.clusters">): Promise<Output<"dataset.clusters">> {
    return this.#result ? listClusters(this.#deps, this.#result, this.#changes, input) : { rows: [], nextCursor: null, total: 0 };
  }

  /** `dataset.superfluous` */
  superfluous(): Output<"dataset.superfluous"> {
    if (!this.#result) return { refs: [], total: 0 };
    const { refs, superfluous } = listSuperfluous(this.#deps, this.#result, this.#changes);
    return { refs, total: superfluous };
  }

  /** Refs of the samples that a check finds, in the order of the dataset. */
  found(check: CheckName): Generator<string> {
    return this.foundByAny([check]);
  }

  /** Refs of the samples that any of the checks finds, each once for every line, in the order of the dataset. */
  *foundByAny(checks: readonly CheckName[]): Generator<string> {
    const { columns } = this.#result ?? {};
    if (!columns) return;
    const bits = checks.reduce((all, check) => all | bitOf(check), 0);
    for (let row = 0; row < columns.count; row++) {
      if (((columns.flags[row] as number) & bits) !== 0) yield refOf(this.#deps.curation, columns, row);
    }
  }

  async close(): Promise<void> {
    await this.cancel();
    await this.#result?.found.drop().catch(() => {});
    this.#result = null;
  }

  async #count(): Promise<number[]> {
    const result = this.#result;
    if (!result) return [];
    if (this.#counted?.of !== result || this.#counted.changes !== this.#changes) {
      this.#counted = { of: result, changes: this.#changes, counts: await result.found.count(checkNames.map(bitOf)) };
    }
    return this.#counted.counts;
  }

  #start(similarity: number): void {
    const cancel = new AbortController();
    const running = { cancel, progress: 0, done: Promise.resolve() };
    this.#running = running;
    this.#error = null;
    const { signal } = cancel;
    running.done = this.#run(similarity, signal, (share) => {
      running.progress = share;
    }).then(
      () => {
        this.#running = null;
      },
      (thrown: unknown) => {
        this.#running = null;
        if (thrown instanceof AssayError && thrown.code === "cancelled") return;
        this.#error = thrown instanceof Error ? thrown.message : String(thrown);
      },
    );
  }

  async #run(similarity: number, signal: AbortSignal, onProgress: (share: number) => void): Promise<void> {
    // A file that is rewritten meanwhile has its lines elsewhere: once more, and then what was found has to do.
    for (let attempt = 0; ; attempt++) {
      const before = this.#result;
      const changes = this.#changes;
      const rewrites = this.#rewrites;
      const canGoOn = before !== null && this.#checkedRewrites === rewrites;
      const result = await runChecks(this.#deps, { similarity, before: canGoOn ? before : null, signal, onProgress });
      this.#result = result;
      this.#checkedChanges = changes;
      this.#checkedRewrites = rewrites;
      await before?.found.drop();
      if (this.#rewrites === rewrites || attempt === 1) return;
    }
  }
}
