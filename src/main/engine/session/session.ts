import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  AssayError,
  type EventName,
  type EventOf,
  type Grant,
  type HostInfo,
  type Output,
  type Snapshot,
  toErrorValue,
} from "../../../contract/index.ts";
import { Sequencer } from "../async/sequencer.ts";
import { type ConfigOptions, checkConfig, loadConfig, saveConfig } from "../config/load-config.ts";
import { loadMachineSettings, saveMachineSettings } from "../config/machine-settings.ts";
import { DraftStore } from "../drafts/draft-store.ts";
import { withPath } from "../files/io-error.ts";
import { makeFolder } from "../files/make-folder.ts";
import { listNamed } from "../files/named-file.ts";
import { privateFolderMode } from "../files/open-inside.ts";
import { type FinishedImports, ImportJobs } from "../ingest/import-jobs.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { ViewState } from "../workspace/view-state.ts";
import type { Change, Workspace } from "../workspace/workspace.ts";
import { watchFile } from "./config-watch.ts";
import { Grants } from "./grants.ts";
import { createHandlers } from "./handlers.ts";
import { RecentWorkspaces } from "./recent-workspaces.ts";
import type { Session, SessionOptions } from "./session-types.ts";
import { noWorkspace, Snapshots } from "./snapshots.ts";
import { tryConfig } from "./try-config.ts";

/**
 * Opens a workspace for a host with a screen.
 * @throws AssayError what `openWorkspace` throws; nothing is left open then.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const recent = await RecentWorkspaces.open(options.stateDir);
  const session = new OpenSession(options, recent);
  await session.openFirst();
  return session;
}

/** A configuration that was edited by hand and cannot be used: said with what holds meanwhile. */
function stillInForce(thrown: unknown): AssayError {
  const { code, message, fix } = toErrorValue(thrown);
  return new AssayError(code, `${message} The settings from before stay in force.`, fix === undefined ? {} : { fix });
}

interface Current {
  workspace: Workspace;
  imports: ImportJobs;
  drafts: DraftStore;
  viewState: ViewState;
  stopWatching: () => Promise<void>;
}

const busyRetryMs = 1000;

/** The current workspace and how it is changed for another. */
export class OpenSession implements Session {
  readonly grants = new Grants();
  readonly handlers: Session["handlers"];
  readonly #options: SessionOptions;
  readonly #recent: RecentWorkspaces;
  readonly #snapshots: Snapshots;
  #current: Current | null = null;
  #samplePath: string | null;
  readonly #switches = new Sequencer();
  #closed = false;

  constructor(options: SessionOptions, recent: RecentWorkspaces) {
    this.#options = options;
    this.#recent = recent;
    this.#samplePath = options.isSample ? options.workspacePath : null;
    this.#snapshots = new Snapshots(() => this.#current && { workspace: this.#current.workspace, imports: this.#current.imports });
    this.handlers = createHandlers(this);
  }

  async openFirst(): Promise<void> {
    this.#current = await this.#open(this.#options.workspacePath);
    await this.#recent.remember(this.#options.workspacePath);
  }

  get configOptions(): ConfigOptions {
    return { followLinksTo: this.#options.followLinksTo ?? this.#current?.workspace.followLinksTo ?? [] };
  }

  get host(): HostInfo {
    return this.#options.host;
  }

  get pickFolder(): SessionOptions["pickFolder"] {
    return this.#options.pickFolder;
  }

  get workspace(): Workspace {
    if (!this.#current) throw noWorkspace();
    return this.#current.workspace;
  }

  get imports(): ImportJobs {
    if (!this.#current) throw noWorkspace();
    return this.#current.imports;
  }

  /**
   * The drafts, for a window that shows the workspace at `path` (undefined: whichever is open).
   * @throws AssayError refused when another workspace is open by now.
   */
  getDraftsIn(path: string | undefined): DraftStore {
    if (path !== undefined && path !== this.workspace.path)
      throw new AssayError("refused", `The workspace ${path} is not open any more: ${this.workspace.path} is.`, {
        fix: "Open it again; what was typed is kept then.",
      });
    return this.drafts;
  }

  get drafts(): DraftStore {
    if (!this.#current) throw noWorkspace();
    return this.#current.drafts;
  }

  get viewState(): ViewState {
    if (!this.#current) throw noWorkspace();
    return this.#current.viewState;
  }

  subscribe<N extends EventName>(_name: N, listener: (event: EventOf<N>) => void): () => void {
    return this.#snapshots.subscribe(listener as (snapshot: Snapshot) => void);
  }

  snapshot(): Snapshot {
    return this.#snapshots.take();
  }

  setVisible(visible: boolean): void {
    this.#snapshots.setVisible(visible);
  }

  async grant(path: string, options?: { name?: string; disposeAfterUse?: boolean }): Promise<Grant> {
    const grant = await this.grants.addFile(path, options);
    // Each one, so that a screen that hands itself files leaves a trace.
    const log = this.#current?.workspace.log ?? this.#options.log;
    log("info", "file_granted", { name: grant.name, sizeBytes: grant.sizeBytes, isUpload: options?.disposeAfterUse ?? false });
    return grant;
  }

  temporaryBytes(): number {
    return this.grants.temporaryBytes;
  }

  workspaceInfo(): Output<"workspace.current"> {
    const { workspace } = this;
    return {
      path: workspace.path,
      name: workspace.name,
      isSample: workspace.path === this.#samplePath,
      openedAtMs: workspace.openedAtMs,
      repairs: [...workspace.repairs, ...this.drafts.findings],
    };
  }

  recent(): ReturnType<RecentWorkspaces["list"]> {
    return this.#recent.list(this.#current?.workspace.path ?? "");
  }

  get stateDir(): string {
    return this.#options.stateDir;
  }

  /** Where new workspaces are made. */
  get workspacesFolder(): string {
    return join(this.#options.stateDir, "workspaces");
  }

  /** A path for an id that `workspace.recent` or a folder grant gave out. */
  pathOf(id: string): string {
    const path = this.#recent.pathOf(id) ?? this.grants.takeFolder(id);
    if (path === undefined) throw new AssayError("not_found", "There is no such workspace.", { where: id, fix: "Choose one of the list." });
    return path;
  }

  /** Makes an empty workspace of that name beside the others. @throws AssayError refused when the name is taken or no file name. */
  async create(name: string): Promise<Output<"workspace.current">> {
    const safe = name.trim();
    if (!/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(safe) || safe.endsWith(".")) {
      throw new AssayError("invalid_argument", `${JSON.stringify(name)} cannot be a folder's name.`, {
        where: "/name",
        fix: "Use letters, digits, spaces, dots, dashes and underscores.",
      });
    }
    const path = join(this.workspacesFolder, safe);
    await withPath(path, async () => {
      await makeFolder(path, privateFolderMode);
      if ((await listNamed(path)).length > 0)
        throw new AssayError("refused", `There is a workspace called ${safe} already.`, {
          where: "/name",
          fix: "Choose another name, or open that one.",
        });
    });
    return this.switchTo(path);
  }

  /** Closes the current workspace, then opens another; when that fails the old one is opened again. */
  switchTo(path: string): Promise<Output<"workspace.current">> {
    return this.#switches.queue(async () => {
      const old = this.#current;
      if (old?.workspace.path === path) return this.workspaceInfo();
      await this.#closeToOpen();
      try {
        this.#current = await this.#open(path);
      } catch (thrown) {
        if (old) this.#current = await this.#open(old.workspace.path);
        throw thrown;
      } finally {
        this.#snapshots.changed("everything");
      }
      await this.#recent.remember(path);
      return this.workspaceInfo();
    });
  }

  /**
   * Writes the configuration and opens the workspace again with it; when that fails, the old one is in force again.
   * @throws AssayError what opening throws; the file is then what it was.
   */
  saveConfig(config: Output<"config.get">["config"]): Promise<Output<"config.get">> {
    return this.#switches.queue(async () => {
      const { path, config: old } = this.workspace;
      if (this.imports.busy) {
        throw new AssayError("refused", "Settings cannot be applied while an import runs.", {
          fix: "Wait until it has ended, or cancel it, and save again.",
        });
      }
      await tryConfig(this.workspace, checkConfig(config, old.path));
      const report = await saveConfig(path, config, process.env, this.configOptions);
      try {
        await this.#reopen();
      } catch (thrown) {
        await saveConfig(path, old.config, process.env, this.configOptions);
        this.#current ??= await this.#open(path);
        throw thrown;
      } finally {
        this.#snapshots.changed("everything");
      }
      return report;
    });
  }

  /**
   * Writes the settings of this machine and opens the workspace again with them; when that fails, the old ones are in force again.
   * @throws AssayError what opening throws; the file then says what it said.
   */
  saveMachineSettings(settings: Output<"machine.get">["settings"]): Promise<Output<"machine.get">> {
    return this.#switches.queue(async () => {
      if (this.imports.busy) {
        throw new AssayError("refused", "Settings cannot be applied while an import runs.", {
          fix: "Wait until it has ended, or cancel it, and save again.",
        });
      }
      const { path } = this.workspace;
      const old = await loadMachineSettings(this.stateDir);
      const report = await saveMachineSettings(this.stateDir, settings);
      try {
        await this.#reopen();
      } catch (thrown) {
        await saveMachineSettings(this.stateDir, old.settings);
        this.#current ??= await this.#open(path);
        throw thrown;
      } finally {
        this.#snapshots.changed("everything");
      }
      return report;
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#snapshots.stop();
    await this.#switches.queue(() => this.#closeCurrent());
    await this.grants.close();
  }

  async #closeCurrent(): Promise<void> {
    const current = this.#current;
    try {
      await current?.stopWatching();
      await current?.imports.close();
      await current?.drafts.close();
    } finally {
      // Whatever fails before: its lock must not stay behind.
      this.#current = null;
      await current?.workspace.close();
    }
  }

  /** Opens the same workspace again with the configuration as it is now; reports of finished imports stay on the list. */
  async #reopen(): Promise<void> {
    const { workspace, imports } = this.#current ?? {};
    if (!workspace) return;
    await this.#closeToOpen();
    this.#current = await this.#open(workspace.path, imports?.finished());
  }

  /** What closing could not write (a full disk) is in the log; a screen without any workspace would help nobody. */
  async #closeToOpen(): Promise<void> {
    await this.#closeCurrent().catch(() => {});
  }

  async #open(path: string, finishedImports?: FinishedImports): Promise<Current> {
    const workspace = await openWorkspace({
      path,
      importWorkerUrl: this.#options.importWorkerUrl,
      stateDir: this.stateDir,
      log: this.#options.log,
      waitForIndex: false,
      ...(this.#options.followLinksTo && { followLinksTo: this.#options.followLinksTo }),
      onChange: (what: Change) => this.#current && this.#snapshots.changed(what),
    });
    const imports = new ImportJobs(
      {
        read: (file, options) => workspace.importFile(file, { ...options, waitForIndex: false }),
        index: () => workspace.indexImports(),
      },
      () => this.#current && this.#snapshots.changed("imports"),
      finishedImports,
    );
    const viewState = new ViewState(workspace.paths.cache);
    const drafts = new DraftStore({
      folder: join(workspace.paths.root, "drafts"),
      gate: workspace.gate,
      log: workspace.log,
      earlier: (keep) => viewState.takeDrafts(keep),
      onChange: () => this.#current && this.#snapshots.changed("drafts"),
    });
    return {
      workspace,
      imports,
      drafts,
      viewState,
      stopWatching: watchFile(workspace.config.path, () => void this.#configEdited(workspace)),
    };
  }

  /** Somebody edited assay.config.json by hand: a valid one is applied as soon as no import runs, another is said. */
  async #configEdited(workspace: Workspace): Promise<void> {
    if (this.#current?.workspace !== workspace || this.#closed) return;
    try {
      const report = await loadConfig(workspace.path, process.env, this.configOptions);
      workspace.troubles.delete("config");
      if (isDeepStrictEqual(report, workspace.config)) return;
      if (this.imports.busy) {
        setTimeout(() => void this.#configEdited(workspace), busyRetryMs).unref();
        return;
      }
      await this.#switches.queue(async () => {
        if (this.#current?.workspace !== workspace) return;
        await tryConfig(workspace, report.config);
        try {
          await this.#reopen();
        } catch (thrown) {
          // Once more: what stood in the way may be gone, and a screen without any workspace would help nobody.
          this.#current ??= await this.#open(workspace.path);
          throw thrown;
        }
      });
    } catch (thrown) {
      workspace.troubles.set("config", stillInForce(thrown));
    }
    this.#snapshots.changed("everything");
  }
}
