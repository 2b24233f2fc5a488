import { join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { DraftStore } from "../drafts/draft-store.ts";
import { watchPaths } from "../files/watch.ts";
import { type FinishedImports, ImportJobs } from "../ingest/import-jobs.ts";
import type { OpenOptions } from "../workspace/open-storage.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import type { WorkspaceChange } from "../workspace/pipeline.ts";
import { ViewState } from "../workspace/view-state.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** An open workspace, and what a session keeps beside it. */
export interface OpenedWorkspace {
  workspace: Workspace;
  imports: ImportJobs;
  drafts: DraftStore;
  viewState: ViewState;
  stopWatching: () => Promise<void>;
}

export interface CurrentWorkspaceOptions extends Pick<OpenOptions, "importWorkerUrl" | "stateDir" | "log" | "followLinksTo" | "door"> {
  /** Something changed that a screen may show; not called while a workspace opens. */
  onChange(what: WorkspaceChange | "drafts"): void;
  /** assay.config.json of the open workspace was changed by hand. */
  onConfigEdited(workspace: Workspace): void;
  /** A workspace is open now. */
  onOpened(path: string): Promise<void>;
  /** It is about to be closed. */
  onClosing(): Promise<void>;
}

/** The one workspace that is open, and switching to another. Switches run one after the other. */
export class CurrentWorkspace {
  readonly #options: CurrentWorkspaceOptions;
  readonly #changes = new Sequencer();
  /** null during a switch, and after `close`. */
  #opened: OpenedWorkspace | null = null;

  constructor(options: CurrentWorkspaceOptions) {
    this.#options = options;
  }

  get opened(): OpenedWorkspace | null {
    return this.#opened;
  }

  /** @throws AssayError unavailable while no workspace is open. */
  get(): OpenedWorkspace {
    if (!this.#opened) throw noWorkspace();
    return this.#opened;
  }

  /** Runs work that changes which workspace is open, or how, after all such work before it. */
  queue<T>(work: () => Promise<T>): Promise<T> {
    return this.#changes.queue(work);
  }

  /** Opens a workspace while none is. @throws AssayError what `openWorkspace` throws. */
  async open(path: string): Promise<void> {
    await this.#show(await this.#open(path));
  }

  async #show(opened: OpenedWorkspace): Promise<void> {
    this.#opened = opened;
    await this.#options.onOpened(opened.workspace.path);
  }

  /** Closes the workspace and opens another. @throws AssayError what opening throws; the old one is open again then. */
  async replace(path: string): Promise<void> {
    const old = this.#opened;
    await this.#closeForAnother();
    try {
      await this.open(path);
    } catch (thrown) {
      if (old) await this.open(old.workspace.path);
      throw thrown;
    }
  }

  /**
   * Reopens the workspace with its current settings; reports of finished imports stay on the list.
   * @param undo restores the old settings when it cannot be opened; it is then opened with those.
   * @throws AssayError what opening throws.
   */
  async reopen(undo: () => Promise<unknown> = async () => {}): Promise<void> {
    if (!this.#opened) return;
    const { workspace, imports } = this.#opened;
    await this.#closeForAnother();
    try {
      await this.#show(await this.#open(workspace.path, imports.finished()));
    } catch (thrown) {
      await undo();
      // The cause may be gone by now, and a screen without a workspace helps nobody.
      await this.open(workspace.path);
      throw thrown;
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    try {
      if (opened) await this.#options.onClosing();
      await opened?.stopWatching();
      await opened?.imports.close();
      await opened?.drafts.close();
    } finally {
      // Whatever failed before: the lock must not stay behind.
      this.#opened = null;
      await opened?.workspace.close();
    }
  }

  /** What closing could not write (a full disk) is in the log; a screen without a workspace would help nobody. */
  async #closeForAnother(): Promise<void> {
    await this.close().catch(() => {});
  }

  async #open(path: string, finishedImports?: FinishedImports): Promise<OpenedWorkspace> {
    const { importWorkerUrl, stateDir, log, followLinksTo, door } = this.#options;
    const announce = (what: WorkspaceChange | "drafts") => {
      if (this.#opened) this.#options.onChange(what);
    };
    const workspace = await openWorkspace({
      path,
      importWorkerUrl,
      ...(stateDir !== undefined && { stateDir }),
      log,
      waitForIndex: false,
      ...(followLinksTo && { followLinksTo }),
      ...(door && { door }),
      onChange: announce,
    });
    const imports = new ImportJobs(
      {
        findLikeness: (file, options) => workspace.plans.findLikeness(file, options),
        preview: (file, options) => workspace.plans.preview(file, options),
        countEarlier: (file, options) => workspace.plans.countEarlier(file, options),
        read: (file, options) => workspace.importFile(file, { ...options, waitForIndex: false }),
        index: () => workspace.indexImports(),
      },
      () => announce("imports"),
      finishedImports,
    );
    const viewState = new ViewState(workspace.paths.cache);
    const drafts = new DraftStore({
      folder: join(workspace.paths.root, "drafts"),
      gate: workspace.gate,
      log: workspace.log,
      earlier: (keep) => viewState.takeDrafts(keep),
      onChange: () => announce("drafts"),
    });
    void workspace.follower.resume().catch((error: unknown) => workspace.log("warn", "follow_not_resumed", { error: String(error) }));
    const stopWatching = watchPaths([workspace.config.path], () => this.#options.onConfigEdited(workspace));
    return { workspace, imports, drafts, viewState, stopWatching };
  }
}

export function noWorkspace(): AssayError {
  return new AssayError("unavailable", "No workspace is open just now.", { fix: "Wait a moment and try again." });
}
