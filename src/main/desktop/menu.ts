import { Menu, type MenuItemConstructorOptions } from "electron";

/**
 * The application's menu: what text editing, zooming and the operating system need. Electron's own would
 * carry links to its web site.
 */
export function installMenu(isPackaged: boolean): void {
  const view: MenuItemConstructorOptions[] = [
    { role: "resetZoom" },
    { role: "zoomIn" },
    { role: "zoomOut" },
    { type: "separator" },
    { role: "togglefullscreen" },
  ];
  if (!isPackaged) view.push({ type: "separator" }, { role: "reload" }, { role: "toggleDevTools" });
  const template: MenuItemConstructorOptions[] = [
    process.platform === "darwin" ? { role: "appMenu" } : { label: "&File", submenu: [{ role: "quit" }] },
    { role: "editMenu" },
    { label: "&View", submenu: view },
    { role: "windowMenu" },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
