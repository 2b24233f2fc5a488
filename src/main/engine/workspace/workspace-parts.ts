import type { Throttler } from "../async/throttler.ts";
import type { Log } from "../base/log.ts";
import type { DataCollector } from "../collector/collector.ts";
import type { Comparing } from "../comparing/comparing.ts";
import type { Curation } from "../curation/curation.ts";
import type { DatasetChecks } from "../dataset/dataset-checks.ts";
import type { Snapshots } from "../dataset/snapshots/snapshots.ts";
import type { ExportJobs } from "../export/export-jobs.ts";
import type { WriteGate } from "../files/journal.ts";
import type { Judging } from "../judging/judging.ts";
import type { ModelStore } from "../models/model-store.ts";
import type { QuarantineDesk } from "../quarantine/quarantine-desk.ts";
import type { CachedQueries } from "../queries/cached-queries.ts";
import type { ComparisonSearch } from "../queries/search/comparison-search.ts";
import type { SqlDesk } from "../sql/sql-desk.ts";
import type { QuarantineIndex } from "../store/quarantine-index.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import type { ActiveProblems } from "./health.ts";
import type { IntakeParts } from "./intake.ts";
import type { LiveSources } from "./live-state.ts";

/** What an open workspace is made of; `openWorkspace` puts it together. */
export interface WorkspaceParts extends LiveSources, IntakeParts {
  collector: DataCollector;
  quarantineIndex: QuarantineIndex;
  /** Indexes what is new in quarantine.jsonl. */
  quarantineIndexing: Throttler;
  desk: QuarantineDesk;
  queries: CachedQueries;
  comparisonSearch: ComparisonSearch;
  sql: SqlDesk;
  curation: Curation;
  /** Checks, duplicates and leakage. */
  dataset: DatasetChecks;
  /** Bias of people and judges, and how far they agree. */
  judging: Judging;
  comparing: Comparing;
  snapshots: Snapshots;
  models: ModelStore;
  exports: ExportJobs;
  /** Generates samples from new comparisons; null when it is off. */
  generation: Throttler | null;
  /** Shared by everything that writes; read-only while the lock is lost. */
  gate: WriteGate;
  problems: ActiveProblems;
  log: Log;
  pool: WorkerPool;
  /** See `OpenOptions.followLinksTo`. */
  followLinksTo: readonly string[];
  /** Ends what runs for other processes; called first. */
  closeDoor: () => Promise<void>;
  /** Gives up the lock; called last. */
  release: () => Promise<void>;
}
