import type { EventName, EventOf, Grant, Handlers, HostInfo, Output } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";

/**
 * What a host gives the engine when it starts a session. The engine knows nothing else about its host.
 */
export interface SessionOptions {
  /** Absolute path of the workspace to open; made when it does not exist. */
  workspacePath: string;
  /** Where this user's list of known workspaces is kept, e.g. ~/.config/assay. */
  stateDir: string;
  /** The built import worker, beside the host's entry file. */
  importWorkerUrl: URL;
  host: HostInfo;
  /** Desktop only: shows the folder dialog; resolves with an absolute path or null. */
  pickFolder?: () => Promise<string | null>;
  /** True when the workspace is the sample copied from resources/. */
  isSample?: boolean;
  /** See `OpenOptions.followLinksTo`. */
  followLinksTo?: readonly string[];
  log: Log;
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
  /** Bytes of the temporary copies that are granted or in use. */
  temporaryBytes(): number;
  /** The open workspace, as `workspace.current` answers. */
  workspaceInfo(): Output<"workspace.current">;
  /** Snapshots are sent up to 10 times a second while visible, once when hidden. */
  setVisible(visible: boolean): void;
  /** Flushes collector and aggregator, closes files and index, releases the lock. Idempotent. */
  close(): Promise<void>;
}
