import { AssayError, type Handlers } from "../../../contract/index.ts";
import { foreignWindows } from "../aggregator/windows-report.ts";
import { fromBase64 } from "../base/base64.ts";
import { formatCommand } from "../base/program.ts";
import { loadConfig } from "../config/load-config.ts";
import { loadMachineSettings } from "../config/machine-settings.ts";
import { describeTargets } from "../export/export-jobs.ts";
import { isNativeInstalled } from "../models/native.ts";
import { sqlTables } from "../sql/tables.ts";
import { followFiles, followFolder } from "./follow-granted.ts";
import { keepTogether } from "./keep-together.ts";
import type { HandledSession } from "./session-types.ts";

/** Implements the contract: one function per procedure, each delegating to the part that knows the answer. */
export function createHandlers(session: HandledSession): Handlers {
  const at = () => session.workspace;
  const queries = () => session.workspace.queries;
  const pickFolder = (fix: string) => {
    if (session.pickFolder) return session.pickFolder();
    throw new AssayError("unavailable", "This host cannot show a folder dialog.", { fix });
  };
  return {
    "host.info": async () => session.host,
    "workspace.current": async () => session.workspaceInfo(),
    "workspace.recent": async () => session.recent(),
    "workspace.switch": async ({ id }) => session.switchTo(session.pathOf(id)),
    "workspace.create": async ({ name }) => session.create(name),
    "workspace.openSample": async () => session.openSample(),
    "workspace.pickFolder": async () => {
      const path = await pickFolder(`Start with: ${formatCommand("serve --workspace DIR")}`);
      return path === null ? null : session.switchTo(path);
    },
    "host.saveFile": async ({ name, base64 }) => {
      if (session.saveFile === undefined) throw new AssayError("unavailable", "This host saves no files; the browser downloads them.");
      const path = await session.saveFile(name, fromBase64(base64));
      return path === null ? null : { path };
    },
    "config.get": async () => loadConfig(at().path, process.env, session.configOptions),
    "config.set": async ({ config }) => session.saveConfig(config),
    "machine.get": async () => loadMachineSettings(session.stateDir),
    "machine.set": async ({ settings }) => session.saveMachineSettings(settings),
    "network.set": async (input) => session.network.set(input),
    "network.token": async () => session.network.token(),
    "network.renewToken": async () => session.network.renewToken(),
    "viewState.get": async () => session.viewState.get(),
    "viewState.set": async ({ json }) => session.viewState.set(json),

    "live.snapshot": async () => session.snapshot(),
    "live.log": async (input) => at().recentLog.list(input),
    "quarantine.groups": async (input) => at().quarantine.groups(input),
    "quarantine.list": async (input) => at().quarantine.list(input),
    "quarantine.get": async ({ offset }) => at().quarantine.get(offset),
    "quarantine.check": async ({ offset, text }) => at().quarantine.check(offset, text),
    "quarantine.retry": async (input, { signal }) => at().quarantine.retry(input, signal),
    "quarantine.dismiss": async (input) => at().quarantine.dismiss(input),
    "quarantine.purge": async () => at().quarantine.purge(),
    "quarantine.restore": async (input) => at().quarantine.restore(input),

    "imports.start": async ({ grants, kind, keepDuplicates }) => {
      const files = keepTogether(await session.grants.takeFiles(grants));
      return { jobs: files.map((file) => session.imports.start(file, kind, keepDuplicates, files)) };
    },
    "imports.preview": async ({ job, plan }) => session.imports.preview(job, plan),
    "imports.earlier": async ({ job, plan }, { signal }) => session.imports.countEarlier(job, plan, signal),
    "imports.answer": async ({ jobs, plan, replace }) => {
      session.imports.answer(jobs, plan, replace === true);
      return {};
    },
    "imports.saveRecipe": async ({ name, plan }) => {
      await at().plans.recipes.save(name, plan);
      return {};
    },
    "imports.recipes": async () => at().plans.recipes.list(),
    "imports.startOffered": async ({ kind, keepDuplicates }) => {
      const files = keepTogether(await session.takeOffered());
      return { jobs: files.map((file) => session.imports.start(file, kind, keepDuplicates, files)) };
    },
    "imports.dismissOffered": async () => {
      session.dismissOffered();
      return {};
    },
    "imports.bringIn": async ({ channel }) => ({ job: session.imports.start(at().bringIn(channel), "auto", false) }),
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

    "following.start": async ({ grants, kind }) => ({
      ids: await followFiles(at().follower, await session.grants.takeFiles(grants), kind),
    }),
    "following.pickFolder": async ({ kind }) => {
      const path = await pickFolder(`Run: ${formatCommand("follow FOLDER --keep")}`);
      return path === null ? null : { id: await followFolder(at().follower, path, kind) };
    },
    "following.stop": async ({ id }) => {
      await at().follower.stop(id);
      return {};
    },

    "engines.table": async (input, { signal }) =>
      queries().table(
        { ...input, percentiles: input.percentiles ?? at().config.config.json_engine.aggregation.compute_percentiles },
        signal,
      ),
    "engines.intervals": async (input, { signal }) =>
      queries().intervals(
        { ...input, percentiles: input.percentiles ?? at().config.config.json_engine.aggregation.compute_percentiles },
        signal,
      ),
    "engines.change": async (input, { signal }) => queries().change(input, signal),
    "engines.speed": async (input, { signal }) => queries().speed(input, signal),
    "engines.resources": async (input, { signal }) => queries().resources(input, signal),
    "engines.objectives": async (input, { signal }) =>
      queries().objectives({ ...input, objectives: at().config.config.objectives }, signal),
    "engines.series": async (input, { signal }) => queries().series(input, signal),
    "engines.distribution": async (input, { signal }) => queries().distribution(input, signal),
    "engines.heat": async (input, { signal }) => queries().heat(input, signal),
    "engines.compare": async (input, { signal }) => at().comparing.compare(input, signal),
    "engines.winRates": async (input, { signal }) => at().comparing.winRates(input, signal),
    "engines.why": async (input, { signal }) => at().comparing.why(input, signal),
    "engines.failures": async (input, { signal }) => at().comparing.failures(input, signal),
    "engines.windows": async ({ grant, ...input }, { signal }) => {
      if (grant === undefined) return at().windows(input, signal);
      const percentiles = input.percentiles ?? at().config.config.json_engine.aggregation.compute_percentiles;
      return foreignWindows(await session.grants.peek(grant), { ...input, percentiles }, signal, session.grants.nameOf(grant));
    },
    "engines.closeWindows": async ({ grant }) => {
      await session.grants.end(grant);
      return {};
    },
    "engines.names": async (_, { signal }) => queries().names(signal),
    "executions.facets": async (_, { signal }) => queries().executionFacets(signal),
    "executions.list": async (input, { signal }) => queries().executions(input, signal),
    "executions.get": async ({ offset }, { signal }) => at().rawExecution(offset, signal),
    "executions.comparisons": async ({ offset }, { signal }) => at().executionComparisons(offset, signal),
    "sql.run": async (input, { signal }) => at().askSql(input, "screen", signal),
    "sql.tables": async () => ({ tables: [...sqlTables], functions: await at().sqlFunctions() }),
    "comparisons.list": async (input, { signal }) => at().comparisons(input, signal),
    "comparisons.facets": async (_, { signal }) => queries().comparisonFacets(signal),
    "comparisons.get": async ({ key }, { signal }) => at().comparison(key, signal),

    "curation.apply": async ({ actions }) => at().desk.apply(actions),
    "curation.undo": async () => at().desk.undo(),
    "curation.redo": async () => at().desk.redo(),
    "curation.state": async () => at().desk.state(),
    "curation.history": async ({ limit }) => at().desk.history({ limit }),
    "curation.undoEvent": async ({ eventId }) => at().desk.undoEvent(eventId),
    "queues.list": async () => [...(await at().queues.all()).values()].map(({ seed: _secret, ...queue }) => queue),
    "queues.create": async (queue) => at().queues.create(queue),
    "queues.remove": async ({ id }) => {
      await at().queues.remove(id);
      return {};
    },
    "reviewers.pickFolder": async () => {
      const path = await pickFolder("Choose the other's output/curation.jsonl instead.");
      return path === null ? null : session.grants.addFolder(path);
    },
    "reviewers.previewMerge": async ({ grant, ...more }) => {
      const path = await session.grants.peek(grant);
      return (await at().merge({ path, dryRun: true, ...more })).report;
    },
    "reviewers.merge": async ({ grant, ...more }) => {
      const path = await session.grants.peek(grant);
      const { report } = await at().merge({ path, dryRun: false, ...more });
      await session.grants.end(grant);
      return report;
    },
    "reviewers.agreement": async () => at().reviewerAgreement(),
    "curation.previewGeneration": async (scope) => at().curation.previewGeneration(scope),
    "curation.generate": async (scope) => at().curation.generate(scope),
    "samples.list": async (input) => at().listSamples(input),
    "samples.facets": async () => at().curation.sampleFacets(),
    "samples.get": async ({ ref }) => at().curation.getSample({ ref }),

    "snapshots.list": async () => at().snapshots.list(),
    "snapshots.create": async (input) => at().snapshots.create(input),
    "snapshots.remove": async (input) => {
      await at().snapshots.remove(input);
      return {};
    },
    "snapshots.compare": async (input) => at().snapshots.compare(input),
    "snapshots.restore": async (input) => at().snapshots.restore(input),

    "judging.report": async (_, { signal }) => at().judging.report(signal),
    "judging.adviseTiers": async (input, { signal }) => at().judging.adviseTiers(input, signal),

    "dataset.check": async (input) => at().dataset.check(input),
    "dataset.cancelCheck": async () => at().dataset.cancel(),
    "dataset.charts": async () => at().dataset.charts(),
    "dataset.report": async () => at().dataset.report(),
    "dataset.findings": async (input) => at().dataset.findings(input),
    "dataset.clusters": async (input) => at().dataset.clusters(input),
    "dataset.superfluous": async () => at().dataset.superfluous(),
    "exports.targets": async () => describeTargets(),
    "exports.preview": async ({ request }, { signal }) => at().exports.preview(request, signal),
    "exports.pickFolder": async () => {
      const path = await pickFolder("Name a folder of exports/ instead.");
      return path === null ? null : { grant: session.grants.addFolder(path).id, path };
    },
    "exports.start": async ({ request, name, folder, replace }) => {
      const start = (path: string | null) => ({ job: at().exports.start(request, { folder: path, name, replace }) });
      return folder === undefined ? start(null) : session.grants.redeemFolder(folder, start);
    },
    "exports.startExecutions": async ({ request, name, folder, replace }) => {
      const start = (path: string | null) => ({ job: at().exports.startExecutions(request, { folder: path, name, replace }) });
      return folder === undefined ? start(null) : session.grants.redeemFolder(folder, start);
    },
    "exports.cancel": async ({ job }) => {
      at().exports.cancel(job);
      return {};
    },
    "exports.clearFinished": async () => {
      at().exports.clearFinished();
      return {};
    },

    "models.list": async () => {
      const { models: store } = at();
      const models = store.list();
      return {
        models,
        maxBytes: store.maxBytes,
        totalBytes: models.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        native: store.native,
        nativeInstalled: isNativeInstalled(),
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
      const [check] = await at().models.verify(name);
      if (!check) throw new AssayError("not_found", `There is no model called ${name}.`, { where: name });
      return check;
    },
    "models.remove": async ({ name }) => {
      await at().models.remove(name);
      return {};
    },
    "models.tie": async ({ name, engineId }) => {
      await at().models.tie(name, engineId);
      return {};
    },
    "models.load": async ({ name }) => at().models.loadModel(name),

    "drafts.list": async () => session.drafts.list(),
    "drafts.get": async (id) => session.drafts.get(id),
    "drafts.put": async (draft) => session.getDraftsIn(draft.workspace).put(draft),
    "drafts.discard": async (draft) => session.getDraftsIn(draft.workspace).discard(draft),
  };
}
