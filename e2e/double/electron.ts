/**
 * A small double of the `electron` module: what Assay's main process calls, over a real Chromium. The
 * windows, the preload, the content security policy and every byte between page and main are real; the
 * operating system's part (dialogs, menus, permissions' prompts) is written down instead.
 */
import { startControl } from "./control.ts";

export { app } from "./app.ts";
export { dialog, Menu, Notification, shell, Tray } from "./desktop-parts.ts";
export { ipcMain } from "./ipc-main.ts";
export { nativeTheme, protocol, session } from "./session.ts";
export { utilityProcess } from "./utility-process.ts";
export { BrowserWindow } from "./window.ts";

startControl();
