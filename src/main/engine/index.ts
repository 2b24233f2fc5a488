/**
 * The engine's entry: everything a host, or a TypeScript service that embeds the engine, may use.
 * Nothing here knows Electron or a screen.
 */

export { MetricsAggregator } from "./aggregator/metrics-aggregator.ts";
export type { Receipt } from "./collector/collector.ts";
export { DataCollector } from "./collector/collector.ts";
export { createCollectorFromConfig, type EmbeddedCollector } from "./collector/create-collector.ts";
export { defaultConfig, loadConfig, saveConfig } from "./config/load-config.ts";
export { type DecisionAnswer, decideLines, type NumberedLine } from "./curation/decide-lines.ts";
export type { Actor } from "./curation/event.ts";
export { createDispatcher } from "./dispatcher.ts";
export { atomicAppend, atomicWriteFile } from "./files/atomic-write.ts";
export { fileInside } from "./files/file-inside.ts";
export { newNonce } from "./files/nonce.ts";
export type { StreamCounts, StreamOptions } from "./ingest/collect-stream.ts";
export type { ImportOptions } from "./ingest/import-file.ts";
export type { ImportReport } from "./ingest/import-report.ts";
export { keepHeapLean } from "./lean-heap.ts";
export { formatLogLine, type Log, type LogLevel, silentLog } from "./log.ts";
export { ModelStore } from "./models/model-store.ts";
export { type OpenOptions, openWorkspace } from "./open-workspace.ts";
export { RecentWorkspaces } from "./session/recent-workspaces.ts";
export { openSession } from "./session/session.ts";
export type { Session, SessionOptions } from "./session-types.ts";
export * from "./state-dir.ts";
export { SchemaValidator, type Verdict } from "./validator/schema-validator.ts";
export type { VerifyReport } from "./verify.ts";
export { toolVersion } from "./version.ts";
export { type Change, Workspace } from "./workspace.ts";
