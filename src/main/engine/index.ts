/**
 * The engine's entry: everything a host, or a TypeScript service that embeds the engine, may use.
 * Nothing here knows Electron or a screen.
 */

export { type AggregatorOptions, MetricsAggregator } from "./aggregator/metrics-aggregator.ts";
export { foreignWindows } from "./aggregator/windows-report.ts";
export { Sequencer } from "./async/sequencer.ts";
export { Throttler } from "./async/throttler.ts";
export { keepHeapLean } from "./base/lean-heap.ts";
export { formatLogLine, type Log, type LogLevel, silentLog } from "./base/log.ts";
export { formatCommand, getProgram, setProgram } from "./base/program.ts";
export { toolVersion } from "./base/version.ts";
export type { Receipt } from "./collector/collector.ts";
export { DataCollector } from "./collector/collector.ts";
export { RateRing } from "./collector/counters.ts";
export { defaultConfig, loadConfig, saveConfig } from "./config/load-config.ts";
export {
  defaultMachineSettings,
  loadMachineSettings,
  machineKeys,
  saveMachineSettings,
  unknownMachineKey,
} from "./config/machine-settings.ts";
export { editDistance } from "./config/nearest-key.ts";
export { defaultStateDir } from "./config/state-dir.ts";
export { createZstdUnpacker } from "./containers/zstd.ts";
export type { DecisionAnswer, NumberedLine } from "./curation/decide-lines.ts";
export type { Actor } from "./curation/log/event.ts";
export { dialects } from "./dialects/dialects.ts";
export { type CollectorOptions, createCollectorFromConfig, type DurableLines } from "./embedding/embedded-collector.ts";
export type { ChannelCounts, EmbeddedCollector } from "./embedding/owning-collector.ts";
export type { ExportDiff } from "./export/diff/diff-exports.ts";
export { describeTargets } from "./export/export-jobs.ts";
export { lakeTarget } from "./export/lake/target.ts";
export type { ExportAnswer } from "./export/run-export.ts";
export { atomicAppend } from "./files/atomic-append.ts";
export { atomicWriteFile } from "./files/atomic-write.ts";
export { fileInside } from "./files/file-inside.ts";
export { ioError } from "./files/io-error.ts";
export { isThere, listFilesBelow, realFolder, statNamed } from "./files/named-file.ts";
export { newNonce } from "./files/nonce.ts";
export { openRead as openInsideForReading } from "./files/open-inside.ts";
export { createUpload, type UploadFile } from "./files/upload-folder.ts";
export type { FollowedFile } from "./following/followed-file.ts";
export type { FollowedState } from "./following/followed-status.ts";
export type { Following } from "./following/follower.ts";
export { isForGood } from "./following/notices.ts";
export type { FollowRequest } from "./following/request.ts";
export { isGlob } from "./following/wanted.ts";
export type { StreamCounts, StreamOptions } from "./ingest/collect-stream.ts";
export type { ImportOptions } from "./ingest/import-options.ts";
export { type ImportReport, ReportBuilder } from "./ingest/import-report.ts";
export { type SpanImportReport, sourceFailedKey } from "./ingest/network/import-spans.ts";
export type { TakenLines } from "./ingest/network/take-lines.ts";
export type { TakenSpans } from "./ingest/network/take-spans.ts";
export { type Line, LineSplitter } from "./lines/forwards.ts";
export { toWireModel } from "./models/model-list.ts";
export { ModelStore, type ModelStoreOptions, type SaveBytesOptions } from "./models/model-store.ts";
export { type ModelBytes, saveModel } from "./models/write-model.ts";
export { diffExports } from "./reader/diff-exports.ts";
export { openReader, type ReaderOptions } from "./reader/open-reader.ts";
export { type Reader, readOpened } from "./reader/opened-reader.ts";
export type { ReadReport } from "./reader/verify-read.ts";
export type { WorkspaceReader } from "./reader/workspace-reader.ts";
export { type ExecutionFacts, toExecutionFacts } from "./records/facts.ts";
export { type DefaultWorkspace, findDefaultWorkspace } from "./session/default-workspace.ts";
export { createDispatcher } from "./session/dispatcher.ts";
export { checkInput } from "./session/dispatcher-input.ts";
export { RecentWorkspaces } from "./session/recent-workspaces.ts";
export { openSession } from "./session/session.ts";
export type { NetworkIntake, NetworkListener, Session, SessionOptions } from "./session/session-types.ts";
export { type SqlProcess, type StartSqlProcess, setSqlProcessStarter, sqlProcessEnv } from "./sql/start-process.ts";
export { sqlTables } from "./sql/tables.ts";
export { SchemaValidator, type Validation } from "./validator/schema-validator.ts";
export { findOwnersDoor, isLockTaken, type OwnersDoor, waitForOwnersDoor } from "./workspace/find-door.ts";
export { findPathKind, type PathKind } from "./workspace/is-workspace.ts";
export type { Door, OpenDoor, OpenOptions } from "./workspace/open-storage.ts";
export { openWorkspace } from "./workspace/open-workspace.ts";
export type { WorkspaceChange } from "./workspace/pipeline.ts";
export { readRecipe } from "./workspace/recipes.ts";
export { ensureSampleWorkspace, sampleWorkspacePath } from "./workspace/sample-workspace.ts";
export type { VerifyReport } from "./workspace/verify.ts";
export { Workspace } from "./workspace/workspace.ts";
