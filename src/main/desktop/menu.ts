import { BrowserWindow, Menu, type MenuItemConstructorOptions } from "electron";
import { bridgeChannels } from "../../contract/bridge.ts";
import { type AppCommand, appCommands } from "../../contract/index.ts";

/**
 * The application's menu: the commands of every view, and what text editing, zooming and the operating system need. Electron's own would
 * carry links to its web site.
 */
export function installMenu(isPackaged: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform === "darwin", isPackaged, sendCommand)));
}

/** @param send runs a command in the window, by its id. */
export function menuTemplate(isMac: boolean, isPackaged: boolean, send: (id: string) => void): MenuItemConstructorOptions[] {
  const commands = (menu: AppCommand["menu"]) =>
    appCommands.filter((command) => command.menu === menu).map((command) => commandItem(command, send));
  const view: MenuItemConstructorOptions[] = [
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    { type: "separator" },
    { role: "togglefullscreen" },
  ];
  if (!isPackaged) view.push({ type: "separator" }, { role: "reload" }, { role: "toggleDevTools" });
  return [
    ...(isMac ? [{ role: "appMenu" as const }] : []),
    { label: "&File", submenu: [...commands("file"), ...(isMac ? [] : [{ type: "separator" as const }, { role: "quit" as const }])] },
    { role: "editMenu" },
    { label: "&View", submenu: view },
    { label: "&Go", submenu: commands("go") },
    { label: "&Dataset", submenu: commands("dataset") },
    { role: "windowMenu" },
    { role: "help", label: "&Help", submenu: commands("help") },
  ];
}

/** The accelerator is shown but not registered: the screen handles the key, on every layout. Keys without a modifier would catch typing. */
function commandItem({ id, label, keys }: AppCommand, send: (id: string) => void): MenuItemConstructorOptions {
  const key = keys.find((name) => name.startsWith("mod+"));
  const accelerator = key === undefined ? {} : { accelerator: key.replace("mod", "CommandOrControl"), registerAccelerator: false };
  return { id, label, click: () => send(id), ...accelerator };
}

function sendCommand(id: string): void {
  const [window] = BrowserWindow.getAllWindows();
  window?.webContents.send(bridgeChannels.command, id);
}
