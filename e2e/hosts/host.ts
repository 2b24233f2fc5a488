import type { ElectronApplication, Page } from "@playwright/test";
import type { DoubleClient } from "./double-client.ts";
import type { Place } from "./place.ts";

export type HostName = "web" | "electron" | "double";

/** Assay running in one of its hosts, with its page open. */
export interface RunningHost {
  page: Page;
  /** Ends it as a person would; resolves with the exit code when the process is gone. */
  stop(): Promise<number | null>;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
  /** Prepares the host for files that are about to be dropped or picked. @returns the paths to use. */
  handOver(paths: readonly string[]): Promise<readonly string[]>;
  /** The double's other end, on that host. */
  double?: DoubleClient;
  /** Electron's main process, on that host. */
  electron?: ElectronApplication;
  /** What Electron's main process said on stderr, on that host. */
  stderr?: () => string;
}

export type StartHost = (place: Place) => Promise<RunningHost>;
