import { tiers as allTiers, type QuarantineGroup, type Signal } from "../../../contract/index.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { WorkspaceReader } from "./workspace-reader.ts";

/** What commands that only read ask, of a workspace that is read or of one that is open. */
export type Reader = Pick<WorkspaceReader, keyof WorkspaceReader>;

const groupsAtOnce = 500;

/** An open workspace, asked as one that is only read. Closing it leaves the workspace open. */
export function readOpened(workspace: Workspace, signal: Signal): Reader {
  return {
    config: workspace.config,
    stats: ({ percentiles = workspace.config.config.json_engine.aggregation.compute_percentiles, ...scope }) =>
      workspace.stats({ ...scope, percentiles }, signal),
    askSql: (input) => workspace.askSql(input, "all", signal),
    intervals: async (scope) => {
      await workspace.inSync();
      return workspace.queries.intervals({ ...scope, percentiles: [...scope.percentiles] }, signal);
    },
    change: async (scope) => {
      await workspace.inSync();
      return workspace.queries.change(scope, signal);
    },
    speed: async (scope) => {
      await workspace.inSync();
      return workspace.queries.speed(scope, signal);
    },
    resources: async (scope) => {
      await workspace.inSync();
      return workspace.queries.resources(scope, signal);
    },
    windows: (input) => workspace.windows(input, signal),
    objectives: async (scope) => {
      await workspace.inSync();
      return workspace.queries.objectives({ ...scope, objectives: workspace.config.config.objectives }, signal);
    },
    compareEngines: async (input) => {
      await workspace.inSync();
      return workspace.comparing.compare(input, signal);
    },
    winRates: async (input) => {
      await workspace.inSync();
      return workspace.comparing.winRates(input, signal);
    },
    whySlow: async (input) => {
      await workspace.inSync();
      return workspace.comparing.why(input, signal);
    },
    failures: async (input) => {
      await workspace.inSync();
      return workspace.comparing.failures(input, signal);
    },
    unknownEngines: async (engines) => {
      await workspace.inSync();
      return workspace.unknownEngines(engines, signal);
    },
    engineNames: async () => {
      await workspace.inSync();
      return (await workspace.queries.names(signal)).map(({ engineId }) => engineId);
    },
    previewGeneration: async (scope) => {
      await workspace.inSync();
      return workspace.curation.previewGeneration(scope);
    },
    judgingReport: async () => {
      await workspace.inSync();
      return workspace.judging.report(signal);
    },
    comparisons: async (input) => {
      await workspace.inSync();
      return workspace.comparisons(input, signal);
    },
    comparison: async (key) => {
      await workspace.inSync();
      return workspace.comparison(key, signal);
    },
    executions: workspace.exports.readExecutions(signal),
    execution: async (offset) => {
      await workspace.inSync();
      return workspace.rawExecution(offset, signal);
    },
    samples: ({ tiers = [...allTiers] } = {}) => workspace.samples({ tiers }),
    async *quarantineGroups(): AsyncGenerator<QuarantineGroup[]> {
      let cursor: string | undefined;
      do {
        const page = await workspace.quarantine.groups({ limit: groupsAtOnce, ...(cursor === undefined ? {} : { cursor }) });
        yield page.rows;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    },
    export: async (request, out, onProgress) => {
      await workspace.inSync();
      return workspace.exports.exportNow(request, out, signal, onProgress);
    },
    verify: async () => ({ ...(await workspace.verify({ repair: false })), repairs: [] }),
    leftOutNotes: async () => workspace.leftOutNotes,
    listModels: async () => workspace.models.list(),
    verifyModels: (name) => workspace.models.verify(name, signal),
    close: async () => {},
  };
}
