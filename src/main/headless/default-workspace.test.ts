import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, sampleWorkspacePath, silentLog } from "../engine/index.ts";
import { runAssay } from "./testing/run-assay.ts";

let folder: string;
let state: string;
let cwd: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-default-"));
  state = join(folder, "state");
  cwd = join(folder, "elsewhere");
  for (const path of [state, cwd]) await mkdir(path);
});
afterEach(() => rm(folder, { recursive: true }));

const assay = (argv: string[], env: Record<string, string> = {}) => runAssay(argv, { cwd, env: { ASSAY_HOME: state, ...env } });

async function makeWorkspace(path: string): Promise<string> {
  const importWorkerUrl = new URL("../engine/workspace/import-worker.ts", import.meta.url);
  await (await openWorkspace({ path, importWorkerUrl, stateDir: state, log: silentLog })).close();
  return path;
}

/** What the window and the web host write when they open a workspace. */
const openedLast = (...paths: unknown[]) =>
  writeFile(join(state, "workspaces.json"), JSON.stringify(paths.map((path) => ({ path, lastOpenedAtMs: 1 }))));

const eventsFile = async () => {
  const path = join(folder, "in.jsonl");
  const record = { schema_version: 1, trace_id: "t", engine_id: "e", timestamp: 1, input: "", output: "", metrics: { success: true } };
  await writeFile(path, `${JSON.stringify(record)}\n`);
  return path;
};

describe("the workspace when none is named", () => {
  it("is ASSAY_WORKSPACE, before the current folder and the last one opened", async () => {
    const named = await makeWorkspace(join(folder, "named"));
    cwd = await makeWorkspace(cwd);
    await openedLast(await makeWorkspace(join(folder, "last")));
    const { code, stderr } = await assay(["stats"], { ASSAY_WORKSPACE: named });
    expect({ code, stderr }).toEqual({ code: 0, stderr: `assay: Workspace ${named} (from ASSAY_WORKSPACE).\n` });
    expect((await assay(["stats"], { ASSAY_WORKSPACE: "../named" })).stderr).toContain(named);
  });

  it("is the current folder if that is a workspace, before the last one opened", async () => {
    await openedLast(await makeWorkspace(join(folder, "last")));
    expect((await assay(["stats"])).stderr).toContain("last one opened");
    await writeFile(join(cwd, "assay.config.json"), "{}");
    expect((await assay(["stats"])).stderr).toBe(`assay: Workspace ${cwd} (the current folder).\n`);
  });

  it("does not take a folder for a workspace because something in it has such a name", async () => {
    await mkdir(join(cwd, "output"));
    await writeFile(join(cwd, "output", "events.jsonl"), "");
    await mkdir(join(cwd, "assay.config.json"));
    await writeFile(join(cwd, ".assay"), "");
    const { code, stderr } = await assay(["stats"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^assay: --workspace DIR is missing: .*none has been opened yet\. See: assay stats --help\n$/);
  });

  it("is the last one opened; a command that writes says so before it writes, and stdout stays the document", async () => {
    const last = await makeWorkspace(join(folder, "last"));
    await openedLast(last, await makeWorkspace(join(folder, "before")));
    const { code, stdout, stderr } = await assay(["import", await eventsFile(), "--json"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `assay: Workspace ${last} (the last one opened; --workspace DIR names another).\n`,
    });
    expect(JSON.parse(stdout).totals.accepted).toBe(1);
    expect(await readFile(join(last, "output", "events.jsonl"), "utf8")).toContain('"trace_id":"t"');
  });

  it("is never made anew, nor replaced by the one before, when the last one opened is gone", async () => {
    const gone = join(folder, "gone");
    await openedLast(gone, await makeWorkspace(join(folder, "before")));
    for (const command of [["stats"], ["import", await eventsFile()]])
      expect(await assay(command)).toMatchObject({ code: 3, stderr: expect.stringContaining(`${gone}, is not there any more`) });
  });

  it("is the sample for a command that reads, and for none that writes", async () => {
    await openedLast(await makeWorkspace(sampleWorkspacePath(state)));
    expect(await assay(["stats"])).toMatchObject({ code: 0, stderr: expect.stringContaining("(the sample, last one opened;") });
    const events = join(sampleWorkspacePath(state), "output", "events.jsonl");
    const before = await readFile(events, "utf8");
    for (const command of [
      ["import", await eventsFile()],
      ["generate"],
      ["decide"],
      ["verify", "--repair"],
      ["collect", "--kind", "engine_execution"],
    ])
      expect(await assay(command)).toMatchObject({ code: 4, stderr: expect.stringContaining("is the sample") });
    expect(await readFile(events, "utf8")).toBe(before);
  });

  it.each([
    ["text", "nonsense"],
    ["an object", "{}"],
    ["entries of every kind", JSON.stringify([null, 7, "x", {}, { path: 7, lastOpenedAtMs: 1 }, { path: "relative", lastOpenedAtMs: 1 }])],
    ["a path with a NUL", JSON.stringify([{ path: "/tmp/a\0b", lastOpenedAtMs: 1 }])],
    ["no time", JSON.stringify([{ path: "/tmp" }])],
  ])("is missing where the list of opened ones is doubtful: %s", async (_what, text) => {
    await writeFile(join(state, "workspaces.json"), text);
    expect((await assay(["stats"])).code).toBe(2);
  });

  it("is not needed for --help and for the settings of the machine", async () => {
    await openedLast(join(folder, "gone"));
    expect((await assay(["stats", "--help"])).stderr).toBe("");
    expect(await assay(["config", "--machine"])).toMatchObject({ code: 0, stderr: expect.not.stringContaining("gone") });
  });
});
