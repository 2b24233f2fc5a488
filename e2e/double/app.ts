import { EventEmitter } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "electron";
import { type StandIn, startStandIn } from "./chromium.ts";
import { note, strict } from "./strict.ts";

const root = join(import.meta.dirname, "../..");

let isReady = false;
let standIn: StandIn | undefined;
let quitting = false;

/** The running Chromium; there is none before the app is ready. */
export function runningStandIn(): StandIn {
  if (standIn === undefined) throw new Error("electron: the app is not ready yet.");
  return standIn;
}

/** Fails as Electron does when something that must come before ready comes after it. */
export function mustBeBeforeReady(what: string): void {
  if (isReady) throw new Error(`${what} must be called before the app is ready`);
}

/** Closes the open windows the ordinary way; answers whether one refused. Set by the window's part. */
let closeWindows: () => Promise<boolean> = () => Promise.resolve(false);
export function onCloseWindows(close: () => Promise<boolean>): void {
  closeWindows = close;
}

/** What Electron gives listeners that may prevent something. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault = () => {
    this.defaultPrevented = true;
  };
}

class AppDouble extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = strict("app.commandLine", {
    appendSwitch: (name: string) => {
      mustBeBeforeReady("app.commandLine.appendSwitch()");
      note("app.commandLine.appendSwitch", name);
    },
  });
  readonly #paths = new Map<string, string>();
  readonly #ready: Promise<void>;

  constructor() {
    super();
    // As in Electron, nothing is ready before the entry's own static imports have run to their end.
    this.#ready = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
      standIn = await startStandIn(this.getPath("userData"));
      isReady = true;
      note("app ready");
      this.emit("ready");
    });
  }

  enableSandbox(): void {
    mustBeBeforeReady("app.enableSandbox()");
    note("app.enableSandbox");
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} does not exist`);
    note("app.setPath", name);
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    return this.#paths.get(name) ?? root;
  }

  getAppPath(): string {
    return root;
  }

  getVersion(): string {
    const manifest: { version: string } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return manifest.version;
  }

  requestSingleInstanceLock(sent?: Record<string, unknown>): boolean {
    note("app.requestSingleInstanceLock", sent);
    return true;
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  quit(): void {
    note("app.quit");
    const event = new PreventableEvent();
    this.emit("before-quit", event);
    if (event.defaultPrevented || quitting) return;
    quitting = true;
    void closeWindows().then((refused) => {
      quitting = false;
      if (!refused) this.exit(0);
    });
  }

  exit(code: number): void {
    note("app.exit", code);
    this.emit("quit", {}, code);
    standIn?.end();
    process.exit(code);
  }
}

type Offered =
  | "isPackaged"
  | "enableSandbox"
  | "setPath"
  | "getPath"
  | "getAppPath"
  | "getVersion"
  | "requestSingleInstanceLock"
  | "whenReady"
  | "quit"
  | "exit";

const appDouble = new AppDouble();
// The names and arguments are Electron's own; a change of its types shows here.
appDouble satisfies Pick<App, Offered>;

export const app = strict("app", appDouble);
process.on("exit", () => standIn?.end());
