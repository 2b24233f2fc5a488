import { basename } from "node:path";
import { AssayError, type Handlers, type HostInfo, type Output, type Snapshot } from "../../../contract/index.ts";
import { type ConfigOptions, loadConfig } from "../config/load-config.ts";
import { loadMachineSettings } from "../config/machine-settings.ts";
import type { DraftStore } from "../drafts/draft-store.ts";
import type { ImportJobs } from "../ingest/import-jobs.ts";
import { comparisonByKey, comparisonDetail } from "../queries/comparison-detail.ts";
import { listQuarantine } from "../queries/quarantine-list.ts";
import { rawExecution } from "../queries/raw-execution.ts";
import type { ViewState } from "../workspace/view-state.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Grants } from "./grants.ts";
import type { SessionOptions } from "./session-types.ts";

/** What the handlers need of the session: the open workspace with what is around it, and how it is changed for another. */
export interface HandledSession {
  readonly host: HostInfo;
  readonly stateDir: string;
  readonly configOptions: ConfigOptions;
  readonly workspace: Workspace;
  readonly imports: ImportJobs;
  readonly drafts: DraftStore;
  readonly viewState: ViewState;
  readonly grants: Grants;
  readonly pickFolder: SessionOptions["pickFolder"];
  getDraftsIn(path: string | undefined): DraftStore;
  snapshot(): Snapshot;
  workspaceInfo(): Output<"workspace.current">;
  recent(): Promise<Output<"workspace.recent">>;
  pathOf(id: string): string;
  switchTo(path: string): Promise<Output<"workspace.current">>;
  create(name: string): Promise<Output<"workspace.current">>;
  saveConfig(config: Output<"config.get">["config"]): Promise<Output<"config.get">>;
  saveMachineSettings(settings: Output<"machine.get">["settings"]): Promise<Output<"machine.get">>;
}

/** The contract, answered: one function a procedure, each a few words to the part that does the work. */
export function createHandlers(session: HandledSession): Handlers {
  const at = () => session.workspace;
  const db = () => session.workspace.index.db;
  const queries = () => session.workspace.queries;
  const comparisonsPath = () => at().journals.channels.get("comparisons")?.path ?? null;
  return {
    "host.info": async () => session.host,
    "workspace.current": async () => session.workspaceInfo(),
    "workspace.recent": async () => session.recent(),
    "workspace.switch": async ({ id }) => session.switchTo(session.pathOf(id)),
    "workspace.create": async ({ name }) => session.create(name),
    "workspace.pickFolder": async () => {
      if (!session.pickFolder)
        throw new AssayError("unavailable", "This host cannot show a folder dialog.", { fix: "Start with: assay serve --workspace DIR" });
      const path = await session.pickFolder();
      return path === null ? null : session.switchTo(path);
    },
    "config.get": async () => loadConfig(at().path, process.env, session.configOptions),
    "config.set": async ({ config }) => session.saveConfig(config),
    "machine.get": async () => loadMachineSettings(session.stateDir),
    "machine.set": async ({ settings }) => session.saveMachineSettings(settings),
    "viewState.get": async () => session.viewState.get(),
    "viewState.set": async ({ json }) => session.viewState.set(json),

    "live.snapshot": async () => session.snapshot(),
    "quarantine.list": async (input) => listQuarantine(at().quarantine, input),

    "imports.start": async ({ grants, kind, keepDuplicates }) => {
      const files = await session.grants.takeFiles(grants);
      return { jobs: files.map((file) => session.imports.start(file, kind, keepDuplicates)) };
    },
    "imports.bringIn": async ({ channel }) => {
      const journal = at().journals.channels.get(channel);
      if (!journal) throw new AssayError("disabled", `The channel ${channel} is switched off.`, { where: channel });
      const { path, durableBytes } = journal;
      return { job: session.imports.start({ path, name: basename(path), sizeBytes: durableBytes, done: async () => {} }, "auto", false) };
    },
    "imports.cancel": async ({ job }) => {
      session.imports.cancel(job);
      return {};
    },
    "imports.cancelAll": async () => {
      session.imports.cancelAll();
      return {};
    },
    "imports.clearFinished": async () => {
      session.imports.clearFinished();
      return {};
    },

    "engines.table": async (input, { signal }) =>
      queries().table(
        { ...input, percentiles: input.percentiles ?? at().config.config.json_engine.aggregation.compute_percentiles },
        signal,
      ),
    "engines.series": async (input, { signal }) => queries().series(input, signal),
    "engines.distribution": async (input, { signal }) => queries().distribution(input, signal),
    "engines.names": async (_, { signal }) => queries().names(signal),
    "executions.list": async (input, { signal }) => queries().executions(input, signal),
    "executions.get": async ({ offset }, { signal }) =>
      rawExecution(db(), at().journals.channels.get("events")?.path ?? null, offset, signal),
    "comparisons.list": async (input, { signal }) => queries().comparisons(input, signal, at().curation.reviewsInForce()),
    "comparisons.get": async ({ key }, { signal }) =>
      comparisonDetail(await comparisonByKey(db(), comparisonsPath(), key, signal), await at().curation.decisionsOf(key)),

    "curation.apply": async ({ actions }) => at().curation.apply(actions),
    "curation.undo": async () => at().curation.undo(),
    "curation.redo": async () => at().curation.redo(),
    "curation.state": async () => at().curation.state(),
    "curation.history": async ({ limit }) => at().curation.history({ limit }),
    "curation.undoEvent": async ({ eventId }) => at().curation.undoEvent(eventId),
    "curation.previewGeneration": async () => at().curation.previewGeneration(),
    "curation.generate": async () => at().curation.generate(),
    "samples.list": async (input) => at().curation.listSamples(input),
    "samples.get": async ({ ref }) => at().curation.getSample({ ref }),
    "samples.export": async ({ filter }) => at().curation.exportSamples({ filter }),

    "models.list": async () => {
      const { models: store } = at();
      const models = store.list();
      return {
        models,
        maxBytes: store.maxBytes,
        totalBytes: models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        native: store.native,
      };
    },
    "models.import": async ({ grants }) => {
      const files = await session.grants.takeFiles(grants);
      return { jobs: files.map((file) => at().models.startImport(file.path, file.name, file.done)) };
    },
    "models.cancel": async ({ job }) => {
      at().models.cancel(job);
      return {};
    },
    "models.clearFinished": async () => {
      at().models.clearFinished();
      return {};
    },
    "models.verify": async ({ name }) => {
      const [verdict] = await at().models.verify(name);
      if (!verdict) throw new AssayError("not_found", `There is no model called ${name}.`, { where: name });
      return verdict;
    },
    "models.remove": async ({ name }) => {
      await at().models.remove(name);
      return {};
    },
    "models.load": async ({ name }) => at().models.loadModel(name),

    "drafts.list": async () => session.drafts.list(),
    "drafts.get": async (id) => session.drafts.get(id),
    "drafts.put": async (draft) => session.getDraftsIn(draft.workspace).put(draft),
    "drafts.discard": async (draft) => session.getDraftsIn(draft.workspace).discard(draft),
  };
}
