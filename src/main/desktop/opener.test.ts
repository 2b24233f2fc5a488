import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserWindow, MessageBoxOptions } from "electron";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RecentWorkspaces, type Session, silentLog } from "../engine/index.ts";

const asked = vi.hoisted(() => ({ dialogs: [] as MessageBoxOptions[], answer: 0 }));
vi.mock("electron", () => ({
  BrowserWindow: {},
  app: {},
  dialog: {
    showMessageBox: async (options: MessageBoxOptions) => {
      asked.dialogs.push(options);
      return { response: asked.answer };
    },
  },
}));
const { Opener } = await import("./opener.ts");
const { WorkspaceWindows } = await import("./workspace-windows.ts");

let folder: string;
/** Paths of workspaces in the order in which they were opened, and of those whose window was brought to the front. */
let opened: string[];
let fronted: string[];
let offered: string[];
let opener: InstanceType<typeof Opener>;

const at = (...parts: string[]) => join(folder, ...parts);

function sessionAt(path: string): Session {
  return {
    workspaceInfo: () => ({ path }),
    subscribe: () => () => {},
    offer: async (file: string) => void offered.push(file),
    close: async () => {},
  } as unknown as Session;
}

function windowAt(path: string): BrowserWindow {
  const window = { webContents: { id: opened.length }, on: () => {}, isMinimized: () => false, focus: () => {} };
  return { ...window, show: () => fronted.push(path) } as unknown as BrowserWindow;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-opener-"));
  for (const name of ["w", "default"]) await mkdir(at(name, ".assay"), { recursive: true });
  opened = [];
  fronted = [];
  offered = [];
  asked.dialogs = [];
  asked.answer = 0;
  const windows = new WorkspaceWindows({
    openSession: async ({ path }) => {
      opened.push(path);
      return sessionAt(path);
    },
    openWindow: async (session) => windowAt(session.workspaceInfo().path),
    staysOpen: async () => false,
    onChange: () => {},
    onSnapshot: () => {},
    onEmpty: () => {},
    log: silentLog,
  });
  const places = { stateDir: at("state"), resourcesDir: at("resources") };
  const chooseDefault = async () => ({ path: at("default"), isSample: false });
  opener = new Opener({ windows, recent: await RecentWorkspaces.open(at("state")), places, chooseDefault, pickFolder: async () => null });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("Opener", () => {
  it("leaves a new window to show itself once it has painted, and brings one that is open to the front", async () => {
    expect(await opener.open({ workspace: null, paths: [] })).toBeNull();
    expect([opened, fronted]).toEqual([[at("default")], []]);
    await opener.open({ workspace: null, paths: [at("w")] });
    expect([opened, fronted]).toEqual([[at("default"), at("w")], []]);
    await opener.open({ workspace: at("default"), paths: [] });
    expect(fronted).toEqual([at("default")]);
    await opener.open({ workspace: null, paths: [] });
    expect(fronted.at(-1), "the one opened last, where no window ever had the focus").toBe(at("w"));
    expect(asked.dialogs).toEqual([]);
  });

  it("asks once about all folders that are no workspaces, and opens none of them when told not to", async () => {
    const plain = Array.from({ length: 12 }, (_, index) => at(`plain ${index}`));
    for (const path of plain) await mkdir(path);
    asked.answer = 1;
    await opener.open({ workspace: null, paths: [...plain, at("w")] });
    expect(asked.dialogs.map(({ message }) => message)).toEqual(["12 folders are not Assay workspaces yet."]);
    expect(asked.dialogs[0]?.detail).toContain(`${plain[4]}\nand 7 more\n`);
    expect(opened).toEqual([at("w")]);
    asked.answer = 0;
    await opener.open({ workspace: null, paths: plain.slice(0, 2) });
    expect(opened).toEqual([at("w"), ...plain.slice(0, 2)]);
  });

  it("offers the files there are, and reports all that are missing at once", async () => {
    const file = at("a.jsonl");
    await writeFile(file, "{}\n");
    const missing = Array.from({ length: 30 }, (_, index) => at(`missing-${index}`));
    await opener.open({ workspace: null, paths: [...missing, file] });
    expect(offered).toEqual([file]);
    expect(asked.dialogs).toHaveLength(1);
    expect(asked.dialogs[0]?.message).toContain("missing-0");
    expect(asked.dialogs[0]?.detail).toMatch(/29 more could not be opened\.$/);
  });
});
