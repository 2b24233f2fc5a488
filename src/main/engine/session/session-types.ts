import type {
  EventName,
  EventOf,
  ExportMade,
  Grant,
  Handlers,
  HostInfo,
  NetworkDoor,
  NetworkToken,
  Output,
  Snapshot,
} from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import type { ConfigOptions } from "../config/load-config.ts";
import type { DraftStore } from "../drafts/draft-store.ts";
import type { ImportJobs } from "../ingest/import-jobs.ts";
import type { OpenDoor } from "../workspace/open-storage.ts";
import type { ViewState } from "../workspace/view-state.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Grants, UsableFile } from "./grants.ts";
import type { RecentWorkspaces } from "./recent-workspaces.ts";

/**
 * What a host gives the engine when it starts a session. The engine knows nothing else about its host.
 */
export interface SessionOptions {
  /** Absolute path of the workspace to open; created if missing. */
  workspacePath: string;
  /** Where this user's list of known workspaces is kept, e.g. ~/.config/assay. */
  stateDir: string;
  /** The installation's resources, with the sample workspace; absent: this host has none. */
  resourcesDir?: string;
  /** The built import worker, beside the host's entry file. */
  importWorkerUrl: URL;
  host: Omit<HostInfo, "program">;
  /** Desktop only: shows the folder dialog; resolves with an absolute path or null. */
  pickFolder?: () => Promise<string | null>;
  /** Desktop only: asks where a file of that name goes, and writes it; resolves with its absolute path, or null when cancelled. */
  saveFile?: (name: string, bytes: Uint8Array) => Promise<string | null>;
  /**
   * For a host with several sessions: shows the workspace at `path` if another session has it open. True: it did, and a switch to it does
   * not happen here.
   */
  showElsewhere?: (path: string) => Promise<boolean>;
  /** The list of known workspaces, for a host with several sessions; else the session reads its own. */
  recent?: RecentWorkspaces;
  /** True when the workspace is the sample copied from resources/. */
  isSample?: boolean;
  /** See `OpenOptions.door`. */
  door?: OpenDoor;
  /** Makes the network door; default: this host has none. */
  network?: (intake: NetworkIntake) => NetworkListener;
  /** See `OpenOptions.followLinksTo`. */
  followLinksTo?: readonly string[];
  log: Log;
}

/** What a network door uses of a session. */
export interface NetworkIntake {
  /** @throws AssayError unavailable during a switch of workspaces. */
  workspace(): Pick<Workspace, "path" | "takeLines" | "otlp">;
  /** The door's state or its counters changed. */
  changed(): void;
}

/** A network door, as a session uses it: it serves whichever workspace is open. */
export interface NetworkListener {
  state(): NetworkDoor;
  /** Opens or closes it, now and at every later opening of this workspace. @throws AssayError io, permission, disk_full. */
  set(wanted: { on: boolean; port?: number }): Promise<NetworkDoor>;
  /** @throws AssayError io, permission, disk_full. */
  token(): Promise<NetworkToken>;
  renewToken(): Promise<NetworkToken>;
  /** A workspace is open. Resolves when the door is as it should be for that one. Never rejects. */
  resume(workspacePath: string): Promise<void>;
  /** It is about to be closed. Resolves when nothing is taken any more. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

/** The engine as a host sees it. */
export interface Session {
  readonly handlers: Handlers;
  /** Calls the listener with the newest snapshot, at most 10 times a second. @returns a function that unsubscribes. */
  subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void;
  /**
   * Grants the screen a file that a person selected. Each grant is logged by name and size.
   * @param options.disposeAfterUse true for a temporary copy (a web upload): removed once consumed.
   * @throws AssayError not_found, permission, refused (not a regular file), over_limit (too many unused grants).
   */
  grant(path: string, options?: { name?: string; disposeAfterUse?: boolean }): Promise<Grant>;
  /** Grants a file and offers its import on the screen, as `Snapshot.offered`. @throws AssayError as `grant`. */
  offer(path: string): Promise<void>;
  /** Bytes of the temporary copies that are granted or in use. */
  temporaryBytes(): number;
  /** What a finished export of the open workspace holds. @throws AssayError not_found. */
  exportMade(job: string): ExportMade;
  /** The open workspace, as `workspace.current` answers. */
  workspaceInfo(): Output<"workspace.current">;
  /** Snapshots are sent up to 10 times a second while visible, once when hidden. */
  setVisible(visible: boolean): void;
  /** Flushes collector and aggregator, closes files and index, releases the lock. Idempotent. */
  close(): Promise<void>;
}

/** The part of an open workspace that the handlers use. */
export type HandledWorkspace = Pick<
  Workspace,
  | "path"
  | "config"
  | "plans"
  | "recentLog"
  | "queries"
  | "askSql"
  | "sqlFunctions"
  | "curation"
  | "desk"
  | "queues"
  | "models"
  | "exports"
  | "follower"
  | "bringIn"
  | "quarantine"
  | "rawExecution"
  | "executionComparisons"
  | "comparisons"
  | "comparison"
  | "dataset"
  | "judging"
  | "comparing"
  | "snapshots"
  | "listSamples"
  | "merge"
  | "reviewerAgreement"
  | "windows"
>;

/** What the handlers need of a session: the open workspace, what is kept beside it, and how to switch to another. */
export interface HandledSession {
  readonly host: HostInfo;
  readonly stateDir: string;
  readonly configOptions: ConfigOptions;
  /** @throws AssayError unavailable during a switch of workspaces. */
  readonly workspace: HandledWorkspace;
  readonly imports: ImportJobs;
  readonly drafts: DraftStore;
  readonly viewState: ViewState;
  readonly grants: Grants;
  readonly pickFolder: SessionOptions["pickFolder"];
  readonly saveFile: SessionOptions["saveFile"];
  /** @throws AssayError unavailable when this host has none. */
  readonly network: NetworkListener;
  /**
   * The drafts, for a window that shows the workspace at `path` (undefined: whichever is open).
   * @throws AssayError refused when another workspace is open by now.
   */
  getDraftsIn(path: string | undefined): DraftStore;
  /** Redeems the offered files. @throws AssayError not_found, refused. */
  takeOffered(): Promise<UsableFile[]>;
  dismissOffered(): void;
  snapshot(): Snapshot;
  workspaceInfo(): Output<"workspace.current">;
  recent(): Promise<Output<"workspace.recent">>;
  /** A path for an id that `workspace.recent` or a folder grant gave out. @throws AssayError not_found. */
  pathOf(id: string): string;
  switchTo(path: string): Promise<Output<"workspace.current">>;
  create(name: string): Promise<Output<"workspace.current">>;
  openSample(): Promise<Output<"workspace.current">>;
  saveConfig(config: Output<"config.get">["config"]): Promise<Output<"config.get">>;
  saveMachineSettings(settings: Output<"machine.get">["settings"]): Promise<Output<"machine.get">>;
}
