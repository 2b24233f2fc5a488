import type { EventName, EventOf, Grant, Handlers, HostInfo, Output } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";

/**
 * What a host gives the engine when it starts a session. The engine does not know where it lives:
 * everything about the host comes in here.
 */
export interface SessionOptions {
  /** Absolute path of the workspace to open; made when it does not exist. */
  workspacePath: string;
  /** Where this user's list of known workspaces is kept, e.g. ~/.config/assay. */
  stateDir: string;
  /** The built import worker, beside the host's entry file. */
  importWorkerUrl: URL;
  host: HostInfo;
  /** Desktop only: shows the folder dialog, answers an absolute path or null. */
  pickFolder?: () => Promise<string | null>;
  /** True when the workspace is the sample copied from resources/. */
  isSample?: boolean;
  /** See `OpenOptions.followLinksTo`. */
  followLinksTo?: readonly string[];
  log: Log;
}

/** The engine as a host sees it: answers, announcements, grants, and an end. */
export interface Session {
  readonly handlers: Handlers;
  /** Newest snapshot at most 10 times a second; returns what takes the listener off. */
  subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void;
  /**
   * Registers a file a person handed over and answers with its grant. Fails `not_found`, `permission`, or
   * `refused` for a folder, a device, or anything else that is not a regular file.
   * Each grant is logged by name and size. Fails `over_limit` when too many wait to be used.
   * @param disposeAfterUse true for a temporary copy (a web upload): removed once consumed.
   */
  grant(path: string, options?: { name?: string; disposeAfterUse?: boolean }): Promise<Grant>;
  /** Bytes of the temporary copies that are granted or in use. */
  temporaryBytes(): number;
  /** The open workspace, as `workspace.current` answers. */
  workspaceInfo(): Output<"workspace.current">;
  /** How often snapshots leave: 10 a second when somebody looks, 1 when hidden. */
  setVisible(visible: boolean): void;
  /** Flushes collector and aggregator, closes files and index, releases the lock. Idempotent. */
  close(): Promise<void>;
}
