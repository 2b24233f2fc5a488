import { EventEmitter } from "node:events";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserWindow } from "electron";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Session, silentLog } from "../engine/index.ts";
import type { WorkspaceWindow } from "./workspace-window.ts";

vi.mock("electron", () => ({ BrowserWindow: {} }));
const { WorkspaceWindows } = await import("./workspace-windows.ts");

/** Stands in for Electron's window: counts what is asked of it. */
class FakeWindow extends EventEmitter {
  static lastId = 0;
  readonly webContents = { id: ++FakeWindow.lastId, send: vi.fn() };
  shown = 0;
  isMinimized = () => false;
  isDestroyed = () => false;
  restore() {}
  show() {
    this.shown += 1;
  }
  focus() {
    this.emit("focus");
  }
}

let folder: string;
let closed: string[];
let names: string[];
let changes: { empty: number };
let failing: string | null;
let keeps: (workspace: WorkspaceWindow) => boolean;
let windows: InstanceType<typeof WorkspaceWindows>;

/** A session that only has a path and can be closed. */
function sessionAt(path: string): Session {
  return {
    workspaceInfo: () => ({ path }),
    subscribe: () => () => {},
    close: async () => {
      closed.push(path);
      if (path === failing) throw new Error("disk full");
    },
  } as unknown as Session;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-windows-"));
  await mkdir(join(folder, "a"));
  closed = [];
  names = [];
  changes = { empty: 0 };
  failing = null;
  keeps = () => false;
  windows = new WorkspaceWindows({
    openSession: async ({ path }) => sessionAt(path),
    openWindow: async (_session, name) => {
      names.push(name);
      return new FakeWindow() as unknown as BrowserWindow;
    },
    staysOpen: async (one) => keeps(one),
    onChange: () => {},
    onSnapshot: () => {},
    onEmpty: () => {
      changes.empty += 1;
    },
    log: silentLog,
  });
});
afterEach(() => rm(folder, { recursive: true }));

const open = async (name: string) => {
  const opened = await windows.open({ path: join(folder, name), isSample: false });
  if (opened === null) throw new Error("It did not open.");
  return opened;
};
const fakeOf = (one: WorkspaceWindow) => one.window as unknown as FakeWindow;

describe("WorkspaceWindows", () => {
  it("opens a workspace once, also by a link and by two who ask at the same time, and shows it again", async () => {
    await symlink(join(folder, "a"), join(folder, "link"));
    const [first, second] = await Promise.all([open("a"), open("a")]);
    expect(second).toBe(first);
    expect(await open("link")).toBe(first);
    expect(fakeOf(first).shown).toBeGreaterThan(0);
    expect(names).toHaveLength(1);
  });

  it("knows a page by its window, for as long as the window is there", async () => {
    const [first, second] = [await open("a"), await open("b")];
    const contents = { id: fakeOf(first).webContents.id };
    expect(windows.ofSender(contents)).toBe(first);
    expect(windows.ofSender({ id: fakeOf(second).webContents.id })).toBe(second);
    expect(windows.ofSender({ id: -1 })).toBeUndefined();
    fakeOf(first).emit("closed");
    expect(windows.ofSender(contents)).toBeUndefined();
  });

  it("gives windows different names, and a workspace the same one each time", async () => {
    await open("a");
    await open("b");
    expect(new Set(names).size).toBe(2);
    const again = await open("a");
    fakeOf(again).emit("closed");
    await vi.waitFor(() => expect(closed).toHaveLength(1));
    await open("a");
    expect(names[2]).toBe(names[0]);
  });

  it("puts the window with the focus first", async () => {
    const [first, second] = [await open("a"), await open("b")];
    expect(windows.newest).toBe(second);
    fakeOf(first).emit("focus");
    expect(windows.newest).toBe(first);
  });

  it("closes the workspace of a window that closes, and says when it was the last", async () => {
    const [first, second] = [await open("a"), await open("b")];
    fakeOf(first).emit("closed");
    await vi.waitFor(() => expect(windows.all).toEqual([second]));
    expect(closed).toEqual([join(folder, "a")]);
    expect(changes.empty).toBe(0);
    fakeOf(second).emit("closed");
    await vi.waitFor(() => expect(changes.empty).toBe(1));
  });

  it("keeps one that goes on collecting, opens one window on it again, and closes it when asked", async () => {
    keeps = () => true;
    const first = await open("a");
    fakeOf(first).emit("closed");
    await vi.waitFor(() => expect(windows.withoutWindow).toEqual([first]));
    expect(closed).toEqual([]);
    await Promise.all([windows.show(first), windows.show(first), open("a")]);
    expect(windows.withoutWindow).toEqual([]);
    expect(names).toHaveLength(2);
    fakeOf(first).emit("closed");
    await vi.waitFor(() => expect(windows.withoutWindow).toEqual([first]));
    await windows.close(first);
    expect(closed).toEqual([join(folder, "a")]);
    expect(changes.empty).toBe(1);
  });

  it("shows a workspace to the session that wants to switch to it, unless it is that session's own", async () => {
    const [first, second] = [await open("a"), await open("b")];
    expect(await windows.showIfOpen(join(folder, "a"), second.session)).toBe(true);
    expect(windows.newest).toBe(first);
    expect(await windows.showIfOpen(join(folder, "a"), first.session)).toBe(false);
    expect(await windows.showIfOpen(join(folder, "c"), first.session)).toBe(false);
  });

  it("closes all at the end, opens none any more, and reports what could not be written, also before", async () => {
    const [first] = [await open("a"), await open("b")];
    failing = join(folder, "a");
    fakeOf(first).emit("closed");
    await vi.waitFor(() => expect(windows.all).toHaveLength(1));
    await expect(windows.closeAll()).rejects.toThrow("disk full");
    expect(closed).toEqual([join(folder, "a"), join(folder, "b")]);
    expect(await windows.open({ path: join(folder, "c"), isSample: false })).toBeNull();
  });
});
