import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { chooseWorkspace, workspaceArgument } from "./workspace-choice.ts";

describe("workspaceArgument", () => {
  it("finds the folder in either spelling, among Chromium's own switches", () => {
    expect(workspaceArgument(["electron", ".", "--no-sandbox", "--workspace", "a b"])).toBe("a b");
    expect(workspaceArgument(["electron", "--workspace=/x=y"])).toBe("/x=y");
    expect(workspaceArgument(["electron", "."])).toBeUndefined();
  });

  it("refuses the argument without a folder", () => {
    for (const argv of [["--workspace"], ["--workspace="], ["--workspace", "--no-sandbox"], ["--workspace", ""]]) {
      expect(() => workspaceArgument(argv), argv.join(" ")).toThrow("--workspace needs a folder.");
    }
  });
});

describe("chooseWorkspace", () => {
  const nowhere = { stateDir: "/nowhere", resourcesDir: "/nowhere" };

  it("prefers the argument to the environment", async () => {
    expect(await chooseWorkspace(["--workspace", "one"], { ASSAY_WORKSPACE: "two" }, nowhere)).toEqual({
      path: resolve("one"),
      isSample: false,
    });
    expect(await chooseWorkspace([], { ASSAY_WORKSPACE: "two" }, nowhere)).toEqual({ path: resolve("two"), isSample: false });
  });

  it("opens the sample when none is named", async () => {
    const folder = await mkdtemp(join(tmpdir(), "assay-choice-"));
    try {
      await mkdir(join(folder, "resources/sample"), { recursive: true });
      const choice = await chooseWorkspace(
        [],
        { ASSAY_WORKSPACE: "" },
        { stateDir: join(folder, "state"), resourcesDir: join(folder, "resources") },
      );
      expect(choice.isSample).toBe(true);
      expect(choice.path.startsWith(join(folder, "state"))).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
