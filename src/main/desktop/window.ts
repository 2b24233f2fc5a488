import { BrowserWindow } from "electron";
import type { Log } from "../engine/index.ts";

/** Background painted before the screen, in the theme's colour, so that opening does not flash. */
const backgrounds = { light: "#ffffff", dark: "#131417" } as const;
export type Theme = keyof typeof backgrounds;

export interface WindowOptions {
  url: string;
  preload: string;
  theme: Theme;
  /** Under this name Electron remembers place and size; no two open windows may share it. */
  name: string;
  log: Log;
}

/** Opens a window on `url` and shows it once it has painted. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    name: options.name,
    windowStatePersistence: true,
    title: "Assay",
    width: 1440,
    height: 900,
    minWidth: 1000,
    minHeight: 700,
    show: false,
    backgroundColor: backgrounds[options.theme],
    autoHideMenuBar: true,
    // Mostly Electron's defaults, spelt out so that they can be reviewed and tested.
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
    },
  });
  window.once("ready-to-show", () => window.show());
  window.webContents.on("render-process-gone", (_event, details) => {
    options.log("error", "screen_gone", { reason: details.reason, exitCode: details.exitCode });
    // The engine is not affected; the screen restarts from its stored view state, also when the system killed it because memory was short.
    if (details.reason !== "clean-exit" && !window.isDestroyed()) window.webContents.reload();
  });
  window.webContents.on("will-prevent-unload", (event) => event.preventDefault());
  window
    .loadURL(options.url)
    .catch((cause: unknown) => options.log("error", "screen_not_loaded", { url: options.url, cause: String(cause) }));
  return window;
}

/** Brings a window to the front. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
