import { app, Menu } from "electron";
import { bridgeChannels } from "../../contract/bridge.ts";
import { isShellCommandId, type ShellCommandId } from "../../contract/index.ts";
import { type Log, type RecentWorkspaces, Throttler } from "../engine/index.ts";
import { type MenuActions, menuTemplate, type RecentEntry } from "./menu.ts";
import type { Opener } from "./opener.ts";
import { showSystemRecents } from "./system-recents.ts";
import type { WorkspaceWindows } from "./workspace-windows.ts";

export interface ShellMenusParts {
  recent: RecentWorkspaces;
  windows: WorkspaceWindows;
  opener: Pick<Opener, "open">;
  shellCommands: Readonly<Record<ShellCommandId, () => void>>;
  log: Log;
}

/** Keeps the application's menu, and the system's list of recent workspaces, as the window with the focus needs them. */
export class ShellMenus {
  readonly #parts: ShellMenusParts;
  readonly #actions: MenuActions;
  /** A page may say as often as it likes that its commands changed, and each listing looks at 20 folders. */
  readonly #listing = new Throttler(
    () => this.#listRecent(),
    (cause) => this.#logFailure(cause),
  );
  #recent: RecentEntry[] = [];
  #shown = "";
  #shownRecent = "";

  constructor(parts: ShellMenusParts) {
    const { recent, windows, opener, shellCommands } = parts;
    this.#parts = parts;
    this.#actions = {
      run: (id) => {
        if (isShellCommandId(id)) shellCommands[id]();
        else windows.newest?.send(bridgeChannels.command, id);
      },
      openRecent: (path) => void opener.open({ workspace: null, paths: [path] }),
      clearRecent: () => void recent.clear(windows.all.map(({ path }) => path)).then(() => this.refresh(), this.#logFailure),
    };
    this.#show();
  }

  /** The window with the focus, what it shows, or the recent workspaces may be others now. */
  refresh(): void {
    this.#show();
    void this.#listing.ask();
  }

  async #listRecent(): Promise<void> {
    const listed = await this.#parts.recent.list("");
    this.#recent = listed.filter(({ exists }) => exists).map(({ path, name }) => ({ path, name }));
    this.#show();
  }

  readonly #logFailure = (cause: unknown) => this.#parts.log("warn", "recent_workspaces_failed", { cause: String(cause) });

  #show(): void {
    const { newest } = this.#parts.windows;
    const actions = this.#actions;
    const recent = this.#recent;
    const template = menuTemplate(
      {
        isMac: process.platform === "darwin",
        isPackaged: app.isPackaged,
        hasWindow: newest !== undefined && newest.window !== null,
        state: newest?.menu ?? null,
        recent,
      },
      actions,
    );
    // Building it anew closes a menu that is open.
    const shown = JSON.stringify([template, recent]);
    if (shown !== this.#shown) Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    this.#shown = shown;
    const shownRecent = JSON.stringify(recent);
    if (shownRecent !== this.#shownRecent) {
      showSystemRecents({
        recent,
        actions,
        platform: process.platform,
        program: process.execPath,
        programArguments: app.isPackaged ? [] : [app.getAppPath()],
      });
    }
    this.#shownRecent = shownRecent;
  }
}
