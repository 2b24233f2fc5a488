import { Menu, type MenuItemConstructorOptions, Tray } from "electron";
import { toPathLabel } from "./menu.ts";
import type { WorkspaceWindow } from "./workspace-window.ts";

export interface CollectingTrayParts {
  /** Path of the icon. */
  icon: string;
  open(workspacePath: string): void;
  quit(): void;
}

/** The icon that is there while workspaces collect without a window, and at no other time. */
export class CollectingTray {
  readonly #parts: CollectingTrayParts;
  #tray: Tray | null = null;
  #shown = "";

  constructor(parts: CollectingTrayParts) {
    this.#parts = parts;
  }

  /** @param collecting the workspaces that have no window. */
  update(collecting: readonly WorkspaceWindow[]): void {
    if (collecting.length === 0) {
      this.#tray?.destroy();
      this.#tray = null;
      this.#shown = "";
      return;
    }
    const names = collecting.map(({ path }) => path);
    const shown = JSON.stringify(names);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray ??= new Tray(this.#parts.icon);
    this.#tray.setToolTip("Assay is importing");
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayItems(names, this.#parts)));
    this.#tray.removeAllListeners("click");
    this.#tray.on("click", () => this.#parts.open(names[0] ?? ""));
  }
}

function trayItems(paths: readonly string[], { open, quit }: CollectingTrayParts): MenuItemConstructorOptions[] {
  const items = paths.map((path) => ({ label: `Open ${toPathLabel(path)}`, click: () => open(path) }));
  return [{ label: "Importing", enabled: false }, ...items, { type: "separator" }, { label: "Quit Assay", click: quit }];
}
