import { type ErrorCode, type ErrorValue, toErrorValue } from "../../contract/index.ts";
import { findPathKind, type PathKind, type RecentWorkspaces, Sequencer } from "../engine/index.ts";
import { confirmNewWorkspaces, explainFailures } from "./dialogs.ts";
import type { OpenRequest } from "./open-request.ts";
import { openPatiently } from "./opening.ts";
import { type Places, toChoice, type WorkspaceChoice } from "./workspace-choice.ts";
import type { WorkspaceWindow } from "./workspace-window.ts";
import type { WorkspaceWindows } from "./workspace-windows.ts";

export interface OpenerParts {
  windows: WorkspaceWindows;
  recent: RecentWorkspaces;
  places: Places;
  /** The workspace to open when a request names none and none is open. */
  chooseDefault(): Promise<WorkspaceChoice>;
  pickFolder(): Promise<string | null>;
}

/** Opens what a start, the system, the menu or a page asks for. Requests wait for one another: each may ask the person something. */
export class Opener {
  readonly #parts: OpenerParts;
  readonly #turns = new Sequencer();

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /**
   * Opens the workspaces that are named, and offers the files for import in the last of them, else in the window that had the focus last.
   * Thousands of paths can be opened at once: what is to be asked or reported about them is one dialog each.
   * @returns the failure that left no workspace open, or null. Never rejects.
   */
  open({ workspace, paths }: OpenRequest): Promise<ErrorCode | null> {
    return this.#turns.queue(async () => {
      let target: WorkspaceWindow | undefined;
      let failure: ErrorCode | null = null;
      const show = async (choose: () => Promise<WorkspaceChoice>) => {
        const opened = await this.#openWorkspace(choose);
        if (typeof opened === "string") failure = opened;
        else if (opened !== null) target = opened;
      };
      if (workspace !== null) await show(async () => this.#toChoice(workspace));
      const failures: ErrorValue[] = [];
      const { files, folders } = await sortPaths(paths, failures);
      for (const path of folders) await show(async () => this.#toChoice(path));
      const { windows } = this.#parts;
      if (target === undefined && windows.newest !== undefined) {
        target = windows.newest;
        await windows.show(target);
      }
      if (target === undefined && failure === null) await show(() => this.#parts.chooseDefault());
      for (const file of files) await noting(failures, async () => target?.session.offer(file));
      if (failures.length > 0) await explainFailures(failures);
      return target === undefined && windows.all.length === 0 ? failure : null;
    });
  }

  /** A window on the workspace that was open last of those that are not open now; where there is none, on a folder that is picked. */
  newWindow(): Promise<unknown> {
    return this.#turns.queue(async () => {
      const { recent, windows } = this.#parts;
      const open = new Set(windows.all.map(({ path }) => path));
      const known = (await recent.list("")).find(({ path, exists }) => exists && !open.has(path));
      if (known === undefined) await this.#pick();
      else await this.#openWorkspace(async () => this.#toChoice(known.path));
    });
  }

  /** A window on a folder that the person picks. */
  pickWorkspace(): Promise<unknown> {
    return this.#turns.queue(() => this.#pick());
  }

  #toChoice(path: string): WorkspaceChoice {
    return toChoice(path, this.#parts.places);
  }

  async #pick(): Promise<void> {
    const path = await this.#parts.pickFolder();
    if (path !== null) await this.#openWorkspace(async () => this.#toChoice(path));
  }

  #openWorkspace(choose: () => Promise<WorkspaceChoice>): Promise<WorkspaceWindow | null | ErrorCode> {
    const { windows, pickFolder } = this.#parts;
    return openPatiently({
      choose,
      open: (choice) => windows.open(choice),
      pickAnother: async () => {
        const path = await pickFolder();
        return path === null ? null : this.#toChoice(path);
      },
      isOnly: windows.all.length === 0,
    });
  }
}

/** Tells files from folders that are, or may become, workspaces. */
async function sortPaths(paths: readonly string[], failures: ErrorValue[]): Promise<{ files: string[]; folders: string[] }> {
  const found: { path: string; kind: PathKind }[] = [];
  for (const path of paths) {
    const kind = await noting(failures, () => findPathKind(path));
    if (kind !== undefined) found.push({ path, kind });
  }
  const withKind = (...kinds: PathKind[]) => found.filter(({ kind }) => kinds.includes(kind)).map(({ path }) => path);
  const plain = withKind("folder");
  const isConfirmed = plain.length > 0 && (await confirmNewWorkspaces(plain));
  return { files: withKind("file"), folders: isConfirmed ? withKind("workspace", "folder") : withKind("workspace") };
}

async function noting<T>(failures: ErrorValue[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    const failure = toErrorValue(thrown);
    process.stderr.write(`assay: ${failure.message}\n`);
    failures.push(failure);
    return undefined;
  }
}
