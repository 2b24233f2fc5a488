import type { JournalEntry } from "../double/protocol.ts";
import type { DialogAnswers } from "./dialogs.ts";

export type Journalled = typeof globalThis & { journal: JournalEntry[] };

/**
 * A prelude (program.ts) that writes down what Assay asks of a real Electron, in the double's words, and answers dialogs that come before
 * a test can reach the program.
 */
export function keepJournal(electron: typeof import("electron"), answers: DialogAnswers): void {
  const { app, BrowserWindow, dialog, ipcMain, protocol, session } = electron;
  const journal: JournalEntry[] = [];
  (globalThis as Journalled).journal = journal;
  const note = (what: string, detail?: unknown) => journal.push(detail === undefined ? { what } : { what, detail });

  const watch = (target: object, prefix: string, names: string[], withDetail = false) => {
    for (const name of names) {
      const original = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      const watched = function (this: unknown, ...args: unknown[]): unknown {
        note(`${prefix}.${name}`, withDetail ? args[0] : undefined);
        return original.apply(this, args);
      };
      Object.defineProperty(target, name, { value: watched, configurable: true, writable: true });
    }
  };
  watch(app, "app", ["enableSandbox", "requestSingleInstanceLock"]);
  watch(app, "app", ["setPath"], true);
  watch(protocol, "protocol", ["registerSchemesAsPrivileged"], true);
  watch(ipcMain, "ipcMain", ["handle", "on"], true);

  app.on("ready", () => {
    note("app ready");
    const target = session.defaultSession;
    const handlers = ["PermissionCheck", "PermissionRequest", "DevicePermission", "DisplayMediaRequest", "BluetoothPairing"];
    watch(target, "session", [...handlers.map((name) => `set${name}Handler`), "setUSBProtectedClassesHandler"]);
    watch(target, "session", ["setProxy", "setSpellCheckerEnabled", "setSpellCheckerLanguages"], true);
    watch(target.webRequest, "session.webRequest", ["onBeforeRequest"]);
    watch(target.protocol, "protocol", ["handle"], true);
  });
  app.on("web-contents-created", (_event, contents) => {
    if (contents.getType() !== "window") return;
    note("new BrowserWindow", (contents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences());
    watch(contents, "webContents", ["setWindowOpenHandler"]);
    watch(contents, "webContents", ["setWebRTCIPHandlingPolicy"], true);
  });
  watch(BrowserWindow.prototype, "window", ["loadURL"], true);
  watch(BrowserWindow.prototype, "window", ["show", "focus"]);

  for (const [name, answer] of Object.entries(answers)) {
    const shown = async (...args: unknown[]) => {
      note(`dialog.${name}`, args.at(-1));
      return answer;
    };
    Object.defineProperty(dialog, name, { value: shown, configurable: true, writable: true });
  }
}
