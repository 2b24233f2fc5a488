import type { Page } from "@playwright/test";
import type { DoubleClient } from "./double-client.ts";
import type { Place } from "./place.ts";

export type HostName = "web" | "desktop" | "double";

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
