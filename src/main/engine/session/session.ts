import { join } from "node:path";
import {
  AssayError,
  type EventName,
  type EventOf,
  type ExportMade,
  type Grant,
  type HostInfo,
  type Output,
  type Snapshot,
} from "../../../contract/index.ts";
import { formatCommand, getProgram } from "../base/program.ts";
import type { ConfigOptions } from "../config/load-config.ts";
import type { DraftStore } from "../drafts/draft-store.ts";
import type { ImportJobs } from "../ingest/import-jobs.ts";
import { toNotes } from "../workspace/health.ts";
import { ensureSampleWorkspace, sampleWorkspacePath } from "../workspace/sample-workspace.ts";
import type { ViewState } from "../workspace/view-state.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { answerAfterDecisions } from "./after-decisions.ts";
import { CurrentWorkspace } from "./current-workspace.ts";
import { Grants, type UsableFile } from "./grants.ts";
import { createHandlers } from "./handlers.ts";
import { makeWorkspaceFolder } from "./new-workspace.ts";
import { OfferedFiles } from "./offered-files.ts";
import { RecentWorkspaces } from "./recent-workspaces.ts";
import type { HandledSession, NetworkListener, Session, SessionOptions } from "./session-types.ts";
import { Settings } from "./settings.ts";
import { Snapshots } from "./snapshots.ts";

/**
 * Opens a workspace for a host with a screen.
 * @throws AssayError what `openWorkspace` throws; nothing is left open then.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const recent = options.recent ?? (await RecentWorkspaces.open(options.stateDir));
  const session = new OpenSession(options, recent);
  await session.openFirst();
  return session;
}

/** One open workspace at a time, and what a host and its handlers ask of it. */
export class OpenSession implements Session, HandledSession {
  readonly grants = new Grants();
  readonly handlers: Session["handlers"];
  readonly #options: SessionOptions;
  readonly #recent: RecentWorkspaces;
  readonly #snapshots: Snapshots;
  readonly #current: CurrentWorkspace;
  readonly #settings: Settings;
  readonly #samplePath: string;
  readonly #offered = new OfferedFiles(this.grants);
  readonly #network: NetworkListener | null;
  #closed = false;

  constructor(options: SessionOptions, recent: RecentWorkspaces) {
    const { importWorkerUrl, stateDir, log, followLinksTo, door } = options;
    this.#options = options;
    this.#recent = recent;
    this.#samplePath = options.isSample ? options.workspacePath : sampleWorkspacePath(options.stateDir);
    this.#snapshots = new Snapshots(
      () => this.#current.opened,
      () => this.#offered.shown(),
      () => this.#network?.state() ?? null,
    );
    this.#current = new CurrentWorkspace({
      importWorkerUrl,
      stateDir,
      log,
      ...(followLinksTo && { followLinksTo }),
      ...(door && { door }),
      onChange: (what) => this.#snapshots.changed(what),
      onConfigEdited: (workspace) => void (this.#closed || this.#settings.configEdited(workspace)),
      onOpened: async (path) => this.#network?.resume(path),
      onClosing: async () => this.#network?.pause(),
    });
    this.#network = options.network?.({ workspace: () => this.workspace, changed: () => this.#snapshots.changed() }) ?? null;
    this.#settings = new Settings({
      current: this.#current,
      stateDir,
      configOptions: () => this.configOptions,
      onApplied: () => this.#snapshots.changed("everything"),
    });
    this.handlers = answerAfterDecisions(createHandlers(this), async () => this.#current.opened?.workspace.curation.indexed());
  }

  async openFirst(): Promise<void> {
    await this.#current.open(this.#options.workspacePath);
    await this.#recent.remember(this.#options.workspacePath);
  }

  get configOptions(): ConfigOptions {
    return { followLinksTo: this.#options.followLinksTo ?? this.#current.opened?.workspace.followLinksTo ?? [] };
  }

  get host(): HostInfo {
    return { ...this.#options.host, program: getProgram() };
  }

  get pickFolder(): SessionOptions["pickFolder"] {
    return this.#options.pickFolder;
  }

  get saveFile(): SessionOptions["saveFile"] {
    return this.#options.saveFile;
  }

  get network(): NetworkListener {
    if (this.#network) return this.#network;
    throw new AssayError("unavailable", "This host has no network door.", { fix: `Use ${formatCommand("serve")}, or the desktop window.` });
  }

  get stateDir(): string {
    return this.#options.stateDir;
  }

  get workspace(): Workspace {
    return this.#current.get().workspace;
  }

  get imports(): ImportJobs {
    return this.#current.get().imports;
  }

  get drafts(): DraftStore {
    return this.#current.get().drafts;
  }

  get viewState(): ViewState {
    return this.#current.get().viewState;
  }

  getDraftsIn(path: string | undefined): DraftStore {
    if (path !== undefined && path !== this.workspace.path)
      throw new AssayError("refused", `The workspace ${path} is not open any more: ${this.workspace.path} is.`, {
        fix: "Open it again; what was typed is kept then.",
      });
    return this.drafts;
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
    // A screen that hands itself files leaves a trace.
    const log = this.#current.opened?.workspace.log ?? this.#options.log;
    log("info", "file_granted", { name: grant.name, sizeBytes: grant.sizeBytes, isUpload: options?.disposeAfterUse ?? false });
    return grant;
  }

  async offer(path: string): Promise<void> {
    this.#offered.add(await this.grant(path));
    this.#snapshots.changed();
  }

  async takeOffered(): Promise<UsableFile[]> {
    return this.#offered.take().finally(() => this.#snapshots.changed());
  }

  dismissOffered(): void {
    this.#offered.dismiss();
    this.#snapshots.changed();
  }

  exportMade(job: string): ExportMade {
    const made = this.workspace.exports.list().find(({ id }) => id === job)?.made ?? null;
    if (made !== null) return made;
    throw new AssayError("not_found", "There is no such export.", {
      fix: "Export again: earlier exports lie in the workspace's exports folder.",
    });
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
      repairs: [...toNotes(workspace.health), ...this.drafts.findings],
    };
  }

  recent(): ReturnType<RecentWorkspaces["list"]> {
    return this.#recent.list(this.#current.opened?.workspace.path ?? "");
  }

  pathOf(id: string): string {
    const path = this.#recent.pathOf(id) ?? this.grants.takeFolder(id);
    if (path === undefined) throw new AssayError("not_found", "There is no such workspace.", { where: id, fix: "Choose one of the list." });
    return path;
  }

  /** Makes an empty workspace in `<stateDir>/workspaces` and opens it. @throws AssayError see `makeWorkspaceFolder`. */
  async create(name: string): Promise<Output<"workspace.current">> {
    return this.switchTo(await makeWorkspaceFolder(join(this.stateDir, "workspaces"), name));
  }

  /** Opens the sample workspace. @throws AssayError not_found where the host has none; what `ensureSampleWorkspace` throws. */
  async openSample(): Promise<Output<"workspace.current">> {
    const { resourcesDir } = this.#options;
    if (resourcesDir === undefined) throw new AssayError("not_found", "This installation has no sample workspace.");
    return this.switchTo(await ensureSampleWorkspace(this.stateDir, resourcesDir));
  }

  /**
   * Closes the current workspace, then opens another; one that another session shows is shown there, and this session stays.
   * @throws AssayError what opening throws; the old one is open again then.
   */
  switchTo(path: string): Promise<Output<"workspace.current">> {
    return this.#current.queue(async () => {
      if (this.#current.opened?.workspace.path === path) return this.workspaceInfo();
      if (await this.#options.showElsewhere?.(path)) return this.workspaceInfo();
      await this.#current.replace(path).finally(() => this.#snapshots.changed("everything"));
      await this.#recent.remember(path);
      return this.workspaceInfo();
    });
  }

  saveConfig(config: Output<"config.get">["config"]): Promise<Output<"config.get">> {
    return this.#settings.saveConfig(config);
  }

  saveMachineSettings(settings: Output<"machine.get">["settings"]): Promise<Output<"machine.get">> {
    return this.#settings.saveMachineSettings(settings);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#snapshots.stop();
    await this.#current.queue(() => this.#current.close());
    await this.#network?.close();
    await this.grants.close();
  }
}
