import type { Page } from "@playwright/test";
import type { DoubleClient } from "./double.ts";

export type HostName = "web" | "desktop" | "double";

/** Where a host runs for one test: its own workspace, its own list of known workspaces. */
export interface Place {
  workspaceDir: string;
  stateDir: string;
  env: Readonly<Record<string, string>>;
}

/** Assay running in one of its hosts, with its page open. */
export interface RunningHost {
  page: Page;
  /** Ends it as a person would; resolves with the exit code when the process is gone. */
  stop(): Promise<number | null>;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
  /** What the host must know before files are dropped or picked. */
  beforeHandOver(paths: readonly string[]): Promise<void>;
  /** The double's other end, on that host. */
  double?: DoubleClient;
}

export type StartHost = (place: Place) => Promise<RunningHost>;

/** The environment of a host's process: the caller's, without what would lead it to a person's own workspaces. */
export function environment(place: Place): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RENDERER_URL: "", ...place.env, ASSAY_HOME: place.stateDir };
}
