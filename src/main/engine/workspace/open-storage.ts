import { join, resolve } from "node:path";
import type { ConfigReport } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { loadConfig, resolveOutputFolder } from "../config/load-config.ts";
import { machineSettingsInForce } from "../config/machine-settings.ts";
import { findRealPath } from "../config/output-folder.ts";
import { defaultStateDir } from "../config/state-dir.ts";
import { CurationLog } from "../curation/state/curation-log.ts";
import { workspaceLock } from "../files/file-lock.ts";
import { checkFile } from "../files/inside.ts";
import type { WriteGate } from "../files/journal.ts";
import { removeLeftovers } from "../files/temporary.ts";
import { makeDoorAddress, removeDoor } from "../lock/door-address.ts";
import { acquireLock, type WorkspaceLock } from "../lock/lock.ts";
import { refuseQuestionMark } from "../store/open-database.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { createChunkJobs } from "./chunk-jobs.ts";
import { openLogFile } from "./log-file.ts";
import type { WorkspaceChange } from "./pipeline.ts";
import { RecentLog } from "./recent-log.ts";
import { maxViewStateBytes } from "./view-state.ts";
import type { Workspace } from "./workspace.ts";
import { closeJournals, type Journals, makeFolders, openJournals, type WorkspacePaths, workspacePaths } from "./workspace-files.ts";

export interface OpenOptions {
  /** Absolute path; made when it does not exist. */
  path: string;
  importWorkerUrl: URL;
  log: Log;
  /** Something changed that a screen may show. */
  onChange?: (what: WorkspaceChange) => void;
  /**
   * Absolute paths of folders that a link in the place of a dataset file or of the configuration may lead into. A setting of the machine
   * (`follow_links_to` of machine.json), never of the workspace. Default: what that setting says.
   */
  followLinksTo?: readonly string[];
  /** Default true: resolve only when the index is in sync with the journals. */
  waitForIndex?: boolean;
  /** Holds this machine's settings and the key that marks its indexes; default: `defaultStateDir` of this process. */
  stateDir?: string;
  /** Serves other processes of this user, at the address that the lock names, until it is closed. Default: nobody can ask. */
  door?: OpenDoor;
  /** Whether models are opened by native code; default: what the machine's settings say. */
  nativeModels?: boolean;
}

/** Listens at an address while a workspace is open. @param lockId of the lock that names the address. */
export type OpenDoor = (workspace: Workspace, address: string, lockId: string) => Promise<Door>;

export interface Door {
  /** Asks commands that run for others to end, waits for them, and stops listening. */
  close(): Promise<void>;
}

/** What undoes an opening that fails half way; run last to first. */
export type UndoStack = (() => Promise<unknown>)[];

/** What decides how a workspace is opened: its configuration, and the machine's settings where the caller says nothing. */
export interface OpenSettings {
  config: ConfigReport;
  stateDir: string;
  nativeModels: boolean;
  followLinksTo: readonly string[];
  /** The person who decides, as the log names them. */
  reviewer: string;
}

/** The files of a workspace, locked and open, and the threads that read them. */
export interface Storage {
  paths: WorkspacePaths;
  lock: WorkspaceLock;
  /** Where the lock says that others can ask; null: nowhere. */
  doorAddress: string | null;
  gate: WriteGate;
  journals: Journals;
  /** curation.jsonl */
  decisions: CurationLog;
  validator: SchemaValidator;
  pool: WorkerPool;
  log: Log;
  recentLog: RecentLog;
  closeLog(): Promise<void>;
}

/** @throws AssayError invalid_config, permission, refused (a path that DuckDB cannot open). */
export async function readSettings(options: OpenOptions): Promise<OpenSettings> {
  refuseQuestionMark(await findRealPath(resolve(options.path)));
  const stateDir = options.stateDir ?? defaultStateDir(process.env, process.platform);
  const machine = await machineSettingsInForce(stateDir, options.log);
  const followLinksTo = options.followLinksTo ?? machine.follow_links_to;
  const config = await loadConfig(options.path, process.env, { followLinksTo });
  const reviewer = machine.reviewer.trim() || "person";
  return { config, stateDir, followLinksTo, reviewer, nativeModels: options.nativeModels ?? machine.native_models };
}

/**
 * Makes the folders, takes the lock, opens log, journals (torn tails cut) and curation.jsonl.
 * @throws AssayError in_use, newer, damaged, permission, refused, io.
 */
export async function openStorage(options: OpenOptions, settings: OpenSettings, undo: UndoStack): Promise<Storage> {
  const { config } = settings.config;
  const output = await resolveOutputFolder(options.path, config.json_engine.output.base_path);
  const paths = await makeFolders(workspacePaths(options.path, output, config));
  // Without a place for a socket nobody else can ask; everything else works.
  const doorAddress = options.door === undefined ? null : await makeDoorAddress().catch(() => null);
  const lock = await acquireLock(paths.cache, doorAddress ?? undefined).catch(async (thrown) => {
    if (doorAddress !== null) await removeDoor(doorAddress);
    throw thrown;
  });
  undo.push(() => lock.release());
  // Temporary files of rewrites that were killed. The lock says that nobody is writing them.
  await Promise.all([
    ...[paths.root, paths.output, paths.exports].map(removeLeftovers),
    checkFile(join(paths.cache, "view-state.json"), maxViewStateBytes),
  ]);
  const recentLog = new RecentLog();
  const also: Log = (...line) => {
    options.log(...line);
    recentLog.log(...line);
  };
  const { log, close: closeLog } = await openLogFile(join(paths.cache, "log"), also);
  undo.push(closeLog);
  const gate: WriteGate = { readOnly: null };
  const journals = await openJournals(paths, config, gate, settings.followLinksTo);
  undo.push(() => closeJournals(journals));
  const decisions = await CurationLog.open(paths.curation, gate, workspaceLock);
  undo.push(() => decisions.events.close());
  const validator = new SchemaValidator();
  const pool = new WorkerPool(options.importWorkerUrl, createChunkJobs(validator));
  undo.push(() => pool.close());
  return { paths, lock, doorAddress, gate, journals, decisions, validator, pool, log, recentLog, closeLog };
}
