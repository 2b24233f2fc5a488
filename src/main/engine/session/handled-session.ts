import type { HostInfo, Output, Snapshot } from "../../../contract/index.ts";
import type { ConfigOptions } from "../config/load-config.ts";
import type { DraftStore } from "../drafts/draft-store.ts";
import type { ImportJobs } from "../ingest/import-jobs.ts";
import type { ViewState } from "../workspace/view-state.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Grants } from "./grants.ts";
import type { SessionOptions } from "./session-types.ts";

/** What the handlers ask an open workspace. */
export type HandledWorkspace = Pick<
  Workspace,
  "path" | "config" | "queries" | "curation" | "models" | "bringIn" | "listQuarantine" | "rawExecution" | "comparisons" | "comparison"
>;

/** What the handlers need of a session: the open workspace, what is kept beside it, and how to change to another. */
export interface HandledSession {
  readonly host: HostInfo;
  readonly stateDir: string;
  readonly configOptions: ConfigOptions;
  /** @throws AssayError unavailable while one workspace is changed for another. */
  readonly workspace: HandledWorkspace;
  readonly imports: ImportJobs;
  readonly drafts: DraftStore;
  readonly viewState: ViewState;
  readonly grants: Grants;
  readonly pickFolder: SessionOptions["pickFolder"];
  /**
   * The drafts, for a window that shows the workspace at `path` (undefined: whichever is open).
   * @throws AssayError refused when another workspace is open by now.
   */
  getDraftsIn(path: string | undefined): DraftStore;
  snapshot(): Snapshot;
  workspaceInfo(): Output<"workspace.current">;
  recent(): Promise<Output<"workspace.recent">>;
  /** A path for an id that `workspace.recent` or a folder grant gave out. @throws AssayError not_found. */
  pathOf(id: string): string;
  switchTo(path: string): Promise<Output<"workspace.current">>;
  create(name: string): Promise<Output<"workspace.current">>;
  saveConfig(config: Output<"config.get">["config"]): Promise<Output<"config.get">>;
  saveMachineSettings(settings: Output<"machine.get">["settings"]): Promise<Output<"machine.get">>;
}
