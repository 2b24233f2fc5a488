import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { BrowserWindowConstructorOptions, ProgressBarOptions } from "electron";
import { app, onCloseWindows, PreventableEvent, runningStandIn } from "./app.ts";
import { ContentsDouble } from "./contents.ts";
import { type IpcEvent, invoke, send } from "./ipc-main.ts";
import { routePage } from "./network.ts";
import { preloadScript } from "./preload-frame.ts";
import { frameOrigin, toAppAddress, toStandInAddress } from "./protocol.ts";
import { note, strict } from "./strict.ts";

const windows: WindowDouble[] = [];

/** Chromium starts with a page; the first window takes it, the others get new ones. */
let first = true;
async function unusedPage(): Promise<Page> {
  const { context } = runningStandIn();
  const [page] = first ? context.pages() : [];
  first = false;
  return page ?? context.newPage();
}

/** The window tests act on. */
export function onlyWindow(): WindowDouble {
  const [window] = windows;
  if (window === undefined) throw new Error("No window is open.");
  return window;
}

class WindowDouble extends EventEmitter {
  readonly contents = new ContentsDouble();
  readonly webContents = strict("webContents", this.contents);
  readonly #options: BrowserWindowConstructorOptions;
  #destroyed = false;
  #focused = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    runningStandIn();
    note("new BrowserWindow", options);
    this.#options = options;
    const { name } = options as { name?: string };
    if (windows.some((open) => open.name === name)) throw new Error(`Window with name '${name}' already exists`);
    windows.push(this);
    app.emit("web-contents-created", {}, this.webContents);
  }

  get name(): string | undefined {
    return (this.#options as { name?: string }).name;
  }

  async loadURL(url: string): Promise<void> {
    note("window.loadURL", url);
    const page = await unusedPage();
    this.contents.page = page;
    await this.#connect(page);
    await page.goto(toStandInAddress(url));
    note("window ready-to-show");
    this.emit("ready-to-show");
  }

  async #connect(page: Page): Promise<void> {
    const preload = this.#options.webPreferences?.preload;
    if (preload === undefined) throw new Error("The window has no preload.");
    await routePage(page, this.contents);
    const event = (frame: { url(): string; parentFrame(): unknown }): IpcEvent => ({
      sender: this.webContents,
      senderFrame: { origin: frameOrigin(frame.url()), parent: frame.parentFrame(), url: toAppAddress(frame.url()), detached: false },
      frameId: 1,
      processId: 1,
    });
    await page.exposeBinding("__assayInvoke", async ({ frame }, channel: string, args: unknown[]) => {
      try {
        return { value: await invoke(event(frame), channel, args) };
      } catch (thrown) {
        return { failure: String(thrown) };
      }
    });
    await page.exposeBinding("__assaySend", ({ frame }, channel: string, args: unknown[]) => send(event(frame), channel, args));
    await page.addInitScript({ content: preloadScript(readFileSync(preload, "utf8")) });
    // A test that closes the page is a person who closes the window.
    page.on("close", () => this.#gone());
  }

  show(): void {
    note("window.show");
    this.takeFocus();
  }
  restore(): void {
    note("window.restore");
  }
  focus(): void {
    note("window.focus");
    this.takeFocus();
  }
  isFocused(): boolean {
    return this.#focused;
  }
  setProgressBar(progress: number, options?: ProgressBarOptions): void {
    note("window.setProgressBar", { progress, ...options });
  }

  /** A person goes to it; or, with `false`, to another program. */
  takeFocus(focused = true): void {
    if (this.#focused === focused) return;
    if (focused) for (const other of windows) if (other !== this) other.takeFocus(false);
    this.#focused = focused;
    this.emit(focused ? "focus" : "blur");
  }
  isMinimized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** A person closes it. Answers whether main refused. */
  async closeByPerson(): Promise<boolean> {
    const event = new PreventableEvent();
    this.emit("close", event);
    if (event.defaultPrevented) return true;
    this.#gone();
    await this.contents.page?.close().catch(() => {});
    return false;
  }

  #gone(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    windows.splice(windows.indexOf(this), 1);
    note("window closed");
    this.contents.emit("destroyed");
    this.emit("closed");
    if (windows.length === 0) app.emit("window-all-closed");
  }

  static getAllWindows(): WindowDouble[] {
    return [...windows];
  }
}

onCloseWindows(async () => {
  const refused = await Promise.all(windows.map((window) => window.closeByPerson()));
  return refused.includes(true);
});

export const BrowserWindow = strict(
  "BrowserWindow",
  new Proxy(WindowDouble, { construct: (target, args: [BrowserWindowConstructorOptions]) => strict("window", new target(...args)) }),
);
