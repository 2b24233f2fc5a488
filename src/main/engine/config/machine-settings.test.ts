import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadMachineSettings, saveMachineSettings } from "./machine-settings.ts";

let stateDir: string;
beforeEach(async () => {
  stateDir = join(await mkdtemp(join(tmpdir(), "assay-machine-")), "state");
});
afterEach(() => rm(join(stateDir, ".."), { recursive: true, force: true }));

async function put(text: string): Promise<void> {
  await mkdir(stateDir, { recursive: true });
  await writeFile(join(stateDir, "machine.json"), text);
}

describe("the settings of this machine", () => {
  it("allow nothing where nothing is set", async () => {
    const report = await loadMachineSettings(stateDir);
    expect(report).toEqual({
      settings: { reviewer: "", native_models: false, follow_links_to: [], collect_in_background: false },
      path: join(stateDir, "machine.json"),
      exists: false,
    });
    await put('{"native_models":true}');
    expect((await loadMachineSettings(stateDir)).settings).toEqual({
      reviewer: "",
      native_models: true,
      follow_links_to: [],
      collect_in_background: false,
    });
  });

  it("are written in one piece, for this user alone", async () => {
    const settings = { reviewer: "", native_models: true, follow_links_to: ["/data/sets"], collect_in_background: true };
    expect(await saveMachineSettings(stateDir, settings)).toMatchObject({ settings, exists: true });
    expect((await loadMachineSettings(stateDir)).settings).toEqual(settings);
    expect(await readdir(stateDir)).toEqual(["machine.json"]);
    if (process.platform !== "win32") {
      expect((await stat(join(stateDir, "machine.json"))).mode & 0o777).toBe(0o600);
      expect((await stat(stateDir)).mode & 0o777).toBe(0o700);
    }
  });

  it.each<[unknown, string]>([
    [{ native_model: true }, "native_model: unknown key; did you mean native_models?"],
    [{ reviewer: "two\nlines" }, "reviewer: "],
    [{ surprise: 1 }, "surprise: unknown key."],
    [{ native_models: "yes" }, 'native_models: must be true or false, not "yes"'],
    [{ follow_links_to: "/a" }, 'follow_links_to: must be a list, not "/a"'],
    [{ follow_links_to: ["data"] }, 'follow_links_to.0: must be the absolute path of a folder, not "data"'],
    [{ follow_links_to: ["/a", "/b\0"] }, "follow_links_to.1: must be the absolute path of a folder"],
    [{ follow_links_to: [""] }, "follow_links_to.0: must be text of at least one character"],
    [{ follow_links_to: ["/a", "/a"] }, "follow_links_to: must be a list in which nothing is there twice"],
    [[], "The settings of this machine must be an object, not []"],
    [JSON.parse('{"__proto__":{"native_models":true}}'), "__proto__: unknown key"],
  ])("%j is refused by name, read and written", async (value, says) => {
    const text = JSON.stringify(value);
    await put(text);
    for (const work of [() => loadMachineSettings(stateDir), () => saveMachineSettings(stateDir, value)])
      await expect(work()).rejects.toMatchObject({ code: "invalid_config", message: expect.stringContaining(says) });
    expect(await readFile(join(stateDir, "machine.json"), "utf8")).toBe(text);
  });

  it("that are no JSON are told with line and column", async () => {
    await put('{\n  "native_models": true,\n}');
    await expect(loadMachineSettings(stateDir)).rejects.toMatchObject({
      code: "damaged",
      message: expect.stringContaining("line 3, column 1"),
    });
  });
});
