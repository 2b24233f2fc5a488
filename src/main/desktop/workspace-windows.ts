import type { BrowserWindow } from "electron";
import { bridgeChannels } from "../../contract/bridge.ts";
import type { Snapshot, ViewName } from "../../contract/index.ts";
import { type Log, realFolder, type Session } from "../engine/index.ts";
import { windowName } from "./window-name.ts";
import type { WorkspaceChoice } from "./workspace-choice.ts";
import { WorkspaceWindow } from "./workspace-window.ts";

export interface WorkspaceWindowsParts {
  openSession(choice: WorkspaceChoice): Promise<Session>;
  openWindow(session: Session, name: string): Promise<BrowserWindow>;
  /** Whether a workspace whose window was closed goes on collecting; asked once it was. */
  staysOpen(closed: WorkspaceWindow): Promise<boolean>;
  /** Another window has the focus, a workspace was opened, changed or closed. */
  onChange(): void;
  onSnapshot(from: WorkspaceWindow, snapshot: Snapshot): void;
  /** The last workspace was closed. */
  onEmpty(): void;
  log: Log;
}

/** The open workspaces, one window each. A workspace is open once, whatever name it is opened by. */
export class WorkspaceWindows {
  readonly #parts: WorkspaceWindowsParts;
  /** The one that had the focus last comes first. */
  #all: WorkspaceWindow[] = [];
  readonly #byContents = new Map<number, WorkspaceWindow>();
  readonly #opening = new Map<string, Promise<WorkspaceWindow | null>>();
  /** Those whose window was closed while they went on. */
  readonly #kept = new WeakSet<WorkspaceWindow>();
  readonly #openingWindows = new Map<WorkspaceWindow, Promise<void>>();
  /** What closing could not write. */
  readonly #failures: unknown[] = [];
  #isEnding = false;

  constructor(parts: WorkspaceWindowsParts) {
    this.#parts = parts;
  }

  get all(): readonly WorkspaceWindow[] {
    return this.#all;
  }

  /** The one that had the focus last. */
  get newest(): WorkspaceWindow | undefined {
    return this.#all.find(({ isClosing }) => !isClosing);
  }

  /** Those that collect without a window. */
  get withoutWindow(): WorkspaceWindow[] {
    return this.#all.filter((one) => this.#kept.has(one) && one.window === null && !one.isClosing);
  }

  /** The workspace whose window a page is in; undefined for every other page. */
  ofSender(contents: { readonly id: number }): WorkspaceWindow | undefined {
    return this.#byContents.get(contents.id);
  }

  /**
   * Opens a workspace in a window of its own, or shows the window that has it.
   * @returns null when Assay is ending.
   * @throws AssayError what opening throws.
   */
  async open(choice: WorkspaceChoice): Promise<WorkspaceWindow | null> {
    const path = await realFolder(choice.path);
    if (this.#isEnding) return null;
    const opening = this.#opening.get(path) ?? this.#open(choice, path).finally(() => this.#opening.delete(path));
    this.#opening.set(path, opening);
    return opening;
  }

  /** Shows the window of a workspace, if another session than the one that asks has it. @returns whether one has. */
  async showIfOpen(path: string, asking: Session): Promise<boolean> {
    const found = await this.#find(await realFolder(path));
    if (found === undefined || found.session === asking || found.isClosing) return false;
    await this.show(found);
    return true;
  }

  /** Brings a workspace's window to the front; opens one where it was collecting without. */
  async show(shown: WorkspaceWindow): Promise<void> {
    if (shown.window !== null) shown.show();
    else if (!this.#isEnding) await this.#openWindow(shown);
  }

  /** Shows a view of an open workspace. @returns false when it is not open. */
  async showView(path: string, view: ViewName): Promise<boolean> {
    const found = await this.#find(await realFolder(path));
    if (found === undefined || found.isClosing) return false;
    if (found.window === null) {
      // A page that is yet to load starts where the view state says.
      const { handlers } = found.session;
      await handlers["viewState.set"]({ json: JSON.stringify({ "app.view": view }) }, { signal: new AbortController().signal });
    } else found.send(bridgeChannels.command, `go.${view}`);
    await this.show(found);
    return true;
  }

  /** Closes every workspace and opens none any more. @throws what the first that failed, now or before, could not write. */
  async closeAll(): Promise<void> {
    this.#isEnding = true;
    await Promise.allSettled(this.#opening.values());
    await Promise.all(this.#all.map((one) => one.close().catch((cause: unknown) => this.#failures.push(cause))));
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  /** Closes a workspace that has no window any more. Never rejects: `closeAll` reports what failed. */
  async close(closed: WorkspaceWindow): Promise<void> {
    try {
      await closed.close();
    } catch (cause) {
      this.#failures.push(cause);
      this.#parts.log("error", "workspace_not_closed", { path: closed.path, cause: String(cause) });
    }
    this.#all = this.#all.filter((one) => one !== closed);
    this.#parts.onChange();
    if (this.#all.length === 0 && this.#opening.size === 0) this.#parts.onEmpty();
  }

  async #open(choice: WorkspaceChoice, path: string): Promise<WorkspaceWindow | null> {
    const known = await this.#find(path);
    if (known !== undefined && !known.isClosing) {
      await this.show(known);
      return known;
    }
    // Its lock is released at the end; what could not be written is reported there.
    await known?.close().catch(() => {});
    const session = await this.#parts.openSession(choice);
    if (this.#isEnding) {
      await session.close();
      return null;
    }
    const opened = new WorkspaceWindow(session, (from, snapshot) => {
      if (this.#all.includes(from)) this.#parts.onSnapshot(from, snapshot);
    });
    this.#all = [opened, ...this.#all];
    try {
      await this.#openWindow(opened);
    } catch (thrown) {
      await this.close(opened);
      throw thrown;
    }
    return opened;
  }

  #openWindow(shown: WorkspaceWindow): Promise<void> {
    const opening = this.#openingWindows.get(shown) ?? this.#makeWindow(shown).finally(() => this.#openingWindows.delete(shown));
    this.#openingWindows.set(shown, opening);
    return opening;
  }

  async #makeWindow(shown: WorkspaceWindow): Promise<void> {
    const taken = this.#all.flatMap((one) => (one.windowName === null ? [] : [one.windowName]));
    const name = windowName(shown.path, taken);
    shown.windowName = name;
    const window = await this.#parts.openWindow(shown.session, name);
    const { id } = window.webContents;
    shown.attach(window);
    this.#byContents.set(id, shown);
    window.on("focus", () => {
      this.#all = [shown, ...this.#all.filter((one) => one !== shown)];
      this.#parts.onChange();
    });
    window.on("closed", () => {
      this.#byContents.delete(id);
      shown.detach();
      void this.#afterWindow(shown);
    });
    this.#parts.onChange();
  }

  async #afterWindow(closed: WorkspaceWindow): Promise<void> {
    if (!this.#isEnding && (await this.#staysOpen(closed))) {
      this.#kept.add(closed);
      this.#parts.onChange();
      return;
    }
    // It may have got a window again meanwhile.
    if (closed.window === null) await this.close(closed);
  }

  async #staysOpen(closed: WorkspaceWindow): Promise<boolean> {
    try {
      return await this.#parts.staysOpen(closed);
    } catch (cause) {
      this.#parts.log("warn", "setting_not_read", { cause: String(cause) });
      return false;
    }
  }

  async #find(path: string): Promise<WorkspaceWindow | undefined> {
    for (const one of this.#all) if ((await realFolder(one.path)) === path) return one;
    return undefined;
  }
}
