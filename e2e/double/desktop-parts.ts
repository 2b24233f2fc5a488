import type { MenuItemConstructorOptions, MessageBoxOptions, OpenDialogOptions } from "electron";
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

let menu: MenuItemConstructorOptions[] = [];

export const Menu = strict("Menu", {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (template: MenuItemConstructorOptions[]) => {
    menu = template;
    note("Menu.setApplicationMenu", template);
  },
});

/** A person chooses the item of that id. */
export function chooseInMenu(id: string): void {
  const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const click = items.find((item) => item.id === id)?.click as (() => void) | undefined;
  if (click === undefined) throw new Error(`The menu has no item ${id}.`);
  click();
}
