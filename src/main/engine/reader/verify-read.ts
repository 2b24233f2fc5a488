import { join } from "node:path";
import type { ConfigReport, Signal } from "../../../contract/index.ts";
import { readModels } from "../models/read-models.ts";
import { readLeftOut } from "../store/left-out.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";
import { inspectFiles, type VerifyReport } from "../workspace/verify.ts";
import type { WorkspacePaths } from "../workspace/workspace-files.ts";
import type { ReadFiles, ReadJournals } from "./read-files.ts";
import type { ReadIndex } from "./read-index.ts";
import { type WantedIndex, wantWholeIndex } from "./whole-index.ts";

/** What `verify` answers about a workspace that is only read. */
export interface ReadReport extends VerifyReport {
  /** What opening the workspace for writing would repair, in sentences. */
  repairs: string[];
}

export interface VerifyParts {
  /** The workspace's real path. */
  root: string;
  paths: WorkspacePaths;
  config: ConfigReport;
  files: ReadFiles;
  pool: WorkerPool;
  openIndex(wanted: WantedIndex): Promise<ReadIndex>;
  signal: Signal;
}

/** Reads every journal and compares it with the index; what a writer would repair is reported and left as it is. */
export async function verifyRead({ root, paths, config, files, pool, openIndex, signal }: VerifyParts): Promise<ReadReport> {
  const log = await files.readLog();
  const wanted = await wantWholeIndex(files);
  const { journals, isOwnWrite } = wanted;
  const dataset = await files.readDataset();
  const { channels, quarantine } = files.journals;
  const index = await openIndex(wanted);
  const models = await readModels({ folder: paths.models, maxBytes: 0, hashUnlisted: false, signal });
  const leftOut = await readLeftOut(index.db, () => isOwnWrite);
  const readable = new Map(journals);
  for (const [name, journal] of journals) readable.set(name, await files.orEmptyFile(journal));
  const report = await inspectFiles(
    {
      config,
      curation: log.events,
      models,
      path: root,
      snapshotsFolder: paths.snapshots,
      index: { db: index.db, status: { state: "ready" }, leftOut, refreshLeftOut: async () => {} },
      journals: { channels: readable, tornBytes: new Map([...channels].map(([name, { tornBytes }]) => [name, tornBytes])) },
      quarantine: { journal: await files.orEmptyFile(quarantine) },
    },
    pool,
  );
  const own = channels.get("training_samples")?.path ?? "";
  return {
    ...report,
    problems: report.problems.map((problem) => problem.replaceAll(dataset.journal.path, own)),
    repairs: [
      ...describeTornTails(files.journals),
      ...log.events.repairs,
      ...(dataset.isStale ? [`${own} is behind ${paths.curation}; the dataset is what that says.`] : []),
      ...(index.replaced === null ? [] : [index.replaced]),
      ...models.unlisted.map((file) => `The file ${join(paths.models, file)} is not in the list of models yet.`),
    ],
  };
}

function describeTornTails({ channels, quarantine, curation, stats }: ReadJournals): string[] {
  return [...channels.values(), quarantine, curation, stats]
    .filter(({ tornBytes }) => tornBytes > 0)
    .map(({ path, tornBytes }) => `${path} ends in a torn line of ${tornBytes} bytes, which is not counted.`);
}
