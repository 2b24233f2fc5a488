import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { chooseWorkspace } from "./workspace-choice.ts";

const nowhere = { stateDir: "/nowhere", resourcesDir: "/nowhere" };
const lastOpen = (path: string | undefined) => ({ newest: async () => path });

it("prefers the environment to what was open last", async () => {
  const choice = await chooseWorkspace({ ASSAY_WORKSPACE: "two" }, nowhere, lastOpen("/last"));
  expect(choice).toEqual({ path: resolve("two"), isSample: false });
});

it("opens what was open last", async () => {
  expect(await chooseWorkspace({}, nowhere, lastOpen("/last"))).toEqual({ path: "/last", isSample: false });
});

it("opens the sample when there is nothing else, and knows it again", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-choice-"));
  try {
    await mkdir(join(folder, "resources/sample"), { recursive: true });
    const places = { stateDir: join(folder, "state"), resourcesDir: join(folder, "resources") };
    const choice = await chooseWorkspace({ ASSAY_WORKSPACE: "" }, places, lastOpen(undefined));
    expect(choice.isSample).toBe(true);
    expect(choice.path.startsWith(join(folder, "state"))).toBe(true);
    expect(await chooseWorkspace({}, places, lastOpen(choice.path))).toEqual(choice);
  } finally {
    await rm(folder, { recursive: true });
  }
});
