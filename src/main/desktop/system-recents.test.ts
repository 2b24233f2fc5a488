import { describe, expect, it, vi } from "vitest";

const shown = vi.hoisted(() => ({ calls: [] as unknown[][] }));
vi.mock("electron", () => ({
  app: {
    dock: { setMenu: (menu: unknown) => shown.calls.push(["dock", menu]) },
    getJumpListSettings: () => ({ removedItems: [{ args: '"C:\\gone"' }] }),
    setJumpList: (list: unknown) => shown.calls.push(["jump list", list]),
  },
  Menu: { buildFromTemplate: (template: { label?: string }[]) => template.map(({ label }) => label) },
}));
const { jumpList, showSystemRecents } = await import("./system-recents.ts");

const recent = [
  { path: "C:\\a b\\runs", name: "runs" },
  { path: "C:\\gone", name: "gone" },
  { path: "D:\\", name: "D" },
];
const parts = { recent, actions: { openRecent: () => {}, clearRecent: () => {} }, program: "C:\\Assay.exe", programArguments: [] };
const show = (platform: NodeJS.Platform) => {
  shown.calls.length = 0;
  showSystemRecents({ ...parts, platform });
  return shown.calls;
};

describe("recent workspaces in the system", () => {
  it("are in the dock's menu on macOS, with the way to clear them", () => {
    expect(show("darwin")).toEqual([["dock", ["C:\\a b\\runs", "C:\\gone", "D:\\", undefined, "Clear recent workspaces"]]]);
  });

  it("are in the jump list on Windows, but for those that the person took off it", () => {
    expect(show("win32")).toMatchObject([
      ["jump list", [{ type: "custom", name: "Recent workspaces", items: [{ title: "runs", program: "C:\\Assay.exe" }, { title: "D" }] }]],
    ]);
  });

  it("are nowhere else", () => {
    expect(show("linux")).toEqual([]);
  });

  it("are opened by a path that Windows takes apart rightly", () => {
    const [category] = jumpList(recent, "electron", ["C:\\my app"], new Set());
    expect(category?.items?.map(({ args }) => args)).toEqual([
      '"C:\\my app" "C:\\a b\\runs"',
      '"C:\\my app" "C:\\gone"',
      '"C:\\my app" "D:\\\\"',
    ]);
  });

  it("are no empty category", () => {
    expect(jumpList([], "p", [], new Set())).toEqual([]);
  });
});
