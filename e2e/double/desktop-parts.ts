import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import type {
  MenuItemConstructorOptions,
  MessageBoxOptions,
  NotificationConstructorOptions,
  OpenDialogOptions,
  SaveDialogOptions,
} from "electron";
import type { DialogAnswers } from "./protocol.ts";
import { note, strict } from "./strict.ts";

/** What only the operating system can show: written down, and answered as the test prepared. */

let prepared: DialogAnswers = {};
export function prepareDialogs(answers: DialogAnswers): void {
  prepared = { ...prepared, ...answers };
}

// A test that starts the double for a failing start cannot ask before the dialog is there.
if (process.env.ASSAY_DOUBLE_DIALOGS !== undefined) prepareDialogs(JSON.parse(process.env.ASSAY_DOUBLE_DIALOGS));

function take<K extends keyof DialogAnswers>(kind: K): NonNullable<DialogAnswers[K]> {
  const answer = prepared[kind];
  if (answer === undefined) throw new Error(`A dialog (${kind}) was shown that no test prepared for.`);
  delete prepared[kind];
  return answer;
}

export const dialog = strict("dialog", {
  showOpenDialog: async (options: OpenDialogOptions) => {
    note("dialog.showOpenDialog", options);
    return take("openDialog");
  },
  showSaveDialog: async (options: SaveDialogOptions) => {
    note("dialog.showSaveDialog", options);
    return take("saveDialog");
  },
  showMessageBox: async (options: MessageBoxOptions) => {
    note("dialog.showMessageBox", options);
    return { ...take("messageBox"), checkboxChecked: false };
  },
  showErrorBox: (title: string, content: string) => {
    note("dialog.showErrorBox", { title, content });
    process.stderr.write(`${title}\n${content}\n`);
  },
});

export const shell = strict("shell", {
  openExternal: async (url: string) => note("shell.openExternal", url),
});

/** A menu as it was built: an item is found by its id, at any depth. */
class MenuDouble {
  readonly items: MenuItemConstructorOptions[];
  constructor(items: MenuItemConstructorOptions[]) {
    this.items = items;
  }
  find(wanted: (item: MenuItemConstructorOptions) => boolean, items = this.items): MenuItemConstructorOptions | undefined {
    for (const item of items) {
      if (wanted(item)) return item;
      const inside = Array.isArray(item.submenu) ? this.find(wanted, item.submenu) : undefined;
      if (inside !== undefined) return inside;
    }
    return undefined;
  }
  /** A person chooses an item, by its id or its label. */
  choose(named: string): void {
    const item = this.find(({ id, label }) => id === named || label === named);
    if (item?.click === undefined) throw new Error(`The menu has no item ${named}.`);
    if (item.enabled === false) throw new Error(`${named} cannot be chosen now.`);
    (item.click as () => void)();
  }
}

let menu = new MenuDouble([]);

export const Menu = strict("Menu", {
  buildFromTemplate: (template: MenuItemConstructorOptions[]) => new MenuDouble(template),
  setApplicationMenu: (built: MenuDouble) => {
    menu = built;
    note("Menu.setApplicationMenu", JSON.parse(JSON.stringify(built.items)));
  },
});

/** A person chooses the item of that id or label. */
export function chooseInMenu(named: string): void {
  menu.choose(named);
}

const notifications: NotificationDouble[] = [];

class NotificationDouble extends EventEmitter {
  static isSupported = () => true;
  readonly #options: NotificationConstructorOptions;
  constructor(options: NotificationConstructorOptions) {
    super();
    this.#options = options;
  }
  show(): void {
    note("notification.show", this.#options);
    notifications.push(this);
  }
}

export const Notification = NotificationDouble;

/** A person clicks the newest notification. */
export function clickNotification(): void {
  const newest = notifications.at(-1);
  if (newest === undefined) throw new Error("No notification is shown.");
  newest.emit("click");
}

let tray: TrayDouble | undefined;

class TrayDouble extends EventEmitter {
  menu = new MenuDouble([]);
  constructor(image: string) {
    super();
    if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`);
    if (tray !== undefined) throw new Error("There is a tray icon already.");
    note("new Tray");
    tray = this;
  }
  setToolTip(text: string): void {
    note("tray.setToolTip", text);
  }
  setContextMenu(built: MenuDouble): void {
    this.menu = built;
    note(
      "tray.setContextMenu",
      built.items.map(({ label, type }) => label ?? type),
    );
  }
  destroy(): void {
    note("tray.destroy");
    tray = undefined;
  }
}

export const Tray = TrayDouble;

export function chooseInTray(label: string): void {
  if (tray === undefined) throw new Error("There is no tray icon.");
  tray.menu.choose(label);
}
