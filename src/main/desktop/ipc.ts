import { BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from "electron";
import { bridgeChannels } from "../../contract/bridge.ts";
import { AssayError, type ErrorValue, eventNames, type Result, toErrorValue } from "../../contract/index.ts";
import { createDispatcher, type Log, type Session } from "../engine/index.ts";
import { RunningCalls } from "./running-calls.ts";
import { isOwnPage } from "./sender.ts";

/**
 * Connects windows and engine: calls and grants in, events out. Messages are accepted from our own page only; the engine's dispatcher
 * checks arguments, and failures are returned as values.
 */
export function connectIpc(session: Session, ownOrigin: string, log: Log): void {
  const dispatcher = createDispatcher(session.handlers, log);
  const running = new RunningCalls();

  const admits = (event: IpcMainInvokeEvent | IpcMainEvent, channel: string): boolean => {
    const admitted = isOwnPage(event.senderFrame, ownOrigin);
    // Do not read the frame again: a destroyed one may throw.
    if (!admitted) log("warn", "sender_refused", { channel });
    return admitted;
  };

  ipcMain.handle(bridgeChannels.call, async (event, name: unknown, input: unknown, callId: unknown): Promise<Result<unknown>> => {
    if (!admits(event, bridgeChannels.call)) return refused;
    if (typeof name !== "string" || !isCallId(callId))
      return failed(new AssayError("invalid_argument", "A call needs a name and a number."));
    const { signal, end } = running.begin(event.sender, callId);
    try {
      return await dispatcher.call(name, input, signal);
    } catch (thrown) {
      log("error", "call_failed", { name, cause: String(thrown) });
      return failed(thrown);
    } finally {
      end();
    }
  });

  ipcMain.handle(bridgeChannels.grant, async (event, path: unknown): Promise<Result<unknown>> => {
    if (!admits(event, bridgeChannels.grant)) return refused;
    if (typeof path !== "string" || path === "") return failed(new AssayError("invalid_argument", "A grant needs the file's path."));
    try {
      return { ok: true, value: await session.grant(path) };
    } catch (thrown) {
      return failed(thrown);
    }
  });

  ipcMain.on(bridgeChannels.abort, (event, callId: unknown) => {
    if (admits(event, bridgeChannels.abort) && isCallId(callId)) running.abort(event.sender, callId);
  });
  ipcMain.on(bridgeChannels.visible, (event, visible: unknown) => {
    if (admits(event, bridgeChannels.visible) && typeof visible === "boolean") session.setVisible(visible);
  });

  for (const name of eventNames) {
    session.subscribe(name, (value) => {
      for (const window of BrowserWindow.getAllWindows()) {
        if (!window.isDestroyed()) window.webContents.send(bridgeChannels.event, name, value);
      }
    });
  }
}

const refused: { ok: false; error: ErrorValue } = {
  ok: false,
  error: { code: "refused", message: "This page may not call Assay.", fix: "Use the window that Assay opened." },
};

function failed(thrown: unknown): { ok: false; error: ErrorValue } {
  return { ok: false, error: toErrorValue(thrown) };
}

function isCallId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
