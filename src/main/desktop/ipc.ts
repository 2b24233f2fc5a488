import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from "electron";
import { bridgeChannels, type MenuState } from "../../contract/bridge.ts";
import { AssayError, type ErrorValue, isShellCommandId, type Result, type ShellCommandId, toErrorValue } from "../../contract/index.ts";
import { createDispatcher, type Log, type Session } from "../engine/index.ts";
import { checkMenuState } from "./menu-state.ts";
import { RunningCalls } from "./running-calls.ts";
import { isOwnPage } from "./sender.ts";

/** The workspace that a page belongs to. */
export interface PageWorkspace {
  readonly session: Session;
}

export interface IpcParts<Workspace extends PageWorkspace> {
  /** The workspace whose window the page is in; undefined for every other page. */
  ofSender(contents: { readonly id: number }): Workspace | undefined;
  ownOrigin: string;
  runInShell(id: ShellCommandId): void;
  setMenu(workspace: Workspace, state: MenuState): void;
  log: Log;
}

/**
 * Connects windows and engine: calls, grants and commands in. Messages are accepted from our own pages only, and each reaches the session of
 * its own window: no message names a workspace. The engine's dispatcher checks arguments, and failures are returned as values.
 */
export function connectIpc<Workspace extends PageWorkspace>(parts: IpcParts<Workspace>): void {
  const { ofSender, ownOrigin, runInShell, setMenu, log } = parts;
  const dispatchers = new WeakMap<Session, ReturnType<typeof createDispatcher>>();
  const running = new RunningCalls();

  const getDispatcher = (session: Session) => {
    const known = dispatchers.get(session) ?? createDispatcher(session.handlers, log);
    dispatchers.set(session, known);
    return known;
  };
  const admit = (event: IpcMainInvokeEvent | IpcMainEvent, channel: string): Workspace | undefined => {
    const workspace = isOwnPage(event.senderFrame, ownOrigin) ? ofSender(event.sender) : undefined;
    // Do not read the frame again: a destroyed one may throw.
    if (workspace === undefined) log("warn", "sender_refused", { channel });
    return workspace;
  };

  ipcMain.handle(bridgeChannels.call, async (event, name: unknown, input: unknown, callId: unknown): Promise<Result<unknown>> => {
    const workspace = admit(event, bridgeChannels.call);
    if (workspace === undefined) return refused;
    if (typeof name !== "string" || !isCallId(callId))
      return failed(new AssayError("invalid_argument", "A call needs a name and a number."));
    const { signal, end } = running.begin(event.sender, callId);
    try {
      return await getDispatcher(workspace.session).call(name, input, signal);
    } catch (thrown) {
      log("error", "call_failed", { name, cause: String(thrown) });
      return failed(thrown);
    } finally {
      end();
    }
  });

  ipcMain.handle(bridgeChannels.grant, async (event, path: unknown): Promise<Result<unknown>> => {
    const workspace = admit(event, bridgeChannels.grant);
    if (workspace === undefined) return refused;
    if (typeof path !== "string" || path === "") return failed(new AssayError("invalid_argument", "A grant needs the file's path."));
    try {
      return { ok: true, value: await workspace.session.grant(path) };
    } catch (thrown) {
      return failed(thrown);
    }
  });

  ipcMain.on(bridgeChannels.abort, (event, callId: unknown) => {
    if (admit(event, bridgeChannels.abort) && isCallId(callId)) running.abort(event.sender, callId);
  });
  ipcMain.on(bridgeChannels.visible, (event, visible: unknown) => {
    const workspace = admit(event, bridgeChannels.visible);
    if (typeof visible === "boolean") workspace?.session.setVisible(visible);
  });
  ipcMain.on(bridgeChannels.run, (event, id: unknown) => {
    if (admit(event, bridgeChannels.run) && isShellCommandId(id)) runInShell(id);
  });
  ipcMain.on(bridgeChannels.menu, (event, value: unknown) => {
    const workspace = admit(event, bridgeChannels.menu);
    const state = checkMenuState(value);
    if (workspace !== undefined && state !== null) setMenu(workspace, state);
  });
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
