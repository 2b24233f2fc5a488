import { EventEmitter } from "node:events";
import { note, strict } from "./strict.ts";

/** The event main's handlers get: who speaks, through which window. */
export interface IpcEvent {
  sender: unknown;
  senderFrame: { origin: string; parent: unknown; url: string; detached: boolean } | null;
  frameId: number;
  processId: number;
}

type Handler = (event: IpcEvent, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

class IpcMainDouble extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    note("ipcMain.handle", channel);
    handlers.set(channel, handler);
  }

  override on(channel: string, listener: (...args: unknown[]) => void): this {
    note("ipcMain.on", channel);
    return super.on(channel, listener);
  }
}

const ipcMainDouble = new IpcMainDouble();
export const ipcMain = strict("ipcMain", ipcMainDouble);

/** A page invokes: answers what main's handler answers, cloned as the real channel would. */
export async function invoke(event: IpcEvent, channel: string, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
  return structuredClone(await handler(event, ...args));
}

/** A page sends and waits for nothing. */
export function send(event: IpcEvent, channel: string, args: unknown[]): void {
  ipcMainDouble.emit(channel, event, ...args);
}
