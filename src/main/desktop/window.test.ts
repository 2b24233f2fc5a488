import { EventEmitter } from "node:events";
import type { BrowserWindow, WebPreferences } from "electron";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "../engine/index.ts";

/** Stands in for Electron's window: keeps its options, emits events, records calls. */
class FakeWindow extends EventEmitter {
  static readonly opened: FakeWindow[] = [];
  readonly webContents = Object.assign(new EventEmitter(), { reload: vi.fn() });
  readonly show = vi.fn();
  destroyed = false;
  readonly options: { show: boolean; webPreferences: WebPreferences };
  constructor(options: { show: boolean; webPreferences: WebPreferences }) {
    super();
    this.options = options;
    FakeWindow.opened.push(this);
  }
  isDestroyed() {
    return this.destroyed;
  }
  loadURL() {
    return Promise.resolve();
  }
}

vi.mock("electron", () => ({ BrowserWindow: FakeWindow as unknown as typeof BrowserWindow }));
const { openWindow } = await import("./window.ts");

let window: FakeWindow;
beforeEach(() => {
  openWindow({ url: "workbench://app/", preload: "/preload.cjs", theme: "light", name: "assay-w", log: silentLog });
  window = FakeWindow.opened.at(-1) as FakeWindow;
});

describe("the window", () => {
  it("gives the page no Node, no other origin's data and no webview", () => {
    const { preload, ...preferences } = window.options.webPreferences;
    expect(preload).toBe("/preload.cjs");
    const mustBeOn = ["sandbox", "contextIsolation", "webSecurity", "safeDialogs"];
    // Whatever is added later must be off: each such preference gives the page more.
    expect(
      Object.entries(preferences)
        .flatMap(([name, on]) => (on ? [name] : []))
        .sort(),
    ).toEqual(mustBeOn.sort());
    expect(preferences).toMatchObject({ nodeIntegration: false, webviewTag: false, navigateOnDragDrop: false });
  });

  it("is shown once there is something to see", () => {
    expect(window.options.show).toBe(false);
    expect(window.show).not.toHaveBeenCalled();
    window.emit("ready-to-show");
    expect(window.show).toHaveBeenCalledOnce();
  });

  it.each([
    ["crashed", 1],
    ["oom", 1],
    ["clean-exit", 0],
    ["killed", 1],
  ])("after %s the screen is loaded again %i times", (reason, times) => {
    window.webContents.emit("render-process-gone", {}, { reason, exitCode: 1 });
    expect(window.webContents.reload).toHaveBeenCalledTimes(times);
  });

  it("is not loaded again once it is closed", () => {
    window.destroyed = true;
    window.webContents.emit("render-process-gone", {}, { reason: "crashed", exitCode: 1 });
    expect(window.webContents.reload).not.toHaveBeenCalled();
  });

  it("closes although the page asks to stay", () => {
    const preventDefault = vi.fn();
    window.webContents.emit("will-prevent-unload", { preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });
});
