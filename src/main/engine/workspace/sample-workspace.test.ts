import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { ensureSampleWorkspace } from "./sample-workspace.ts";

describe("ensureSampleWorkspace", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "assay-state-"));
    await mkdir(join(folder, "resources", "sample", "output"), { recursive: true });
    await writeFile(join(folder, "resources", "sample", "output", "events.jsonl"), "{}\n");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("copies the sample once and keeps what a person did to it", async () => {
    const path = await ensureSampleWorkspace(join(folder, "state"), join(folder, "resources"));
    expect(await readFile(join(path, "output", "events.jsonl"), "utf8")).toBe("{}\n");
    await writeFile(join(path, "output", "events.jsonl"), "changed\n");
    expect(await ensureSampleWorkspace(join(folder, "state"), join(folder, "resources"))).toBe(path);
    expect(await readFile(join(path, "output", "events.jsonl"), "utf8")).toBe("changed\n");
    expect(await readdir(join(folder, "state", "workspaces"))).toEqual(["sample"]);
  });

  needs.posix.it("makes a copy that only its owner can read", async () => {
    const path = await ensureSampleWorkspace(join(folder, "state"), join(folder, "resources"));
    const modes = await Promise.all(["", "output", "output/events.jsonl"].map(async (part) => (await stat(join(path, part))).mode & 0o777));
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  it("names the folder when the installation has no sample", async () => {
    await expect(ensureSampleWorkspace(join(folder, "state"), folder)).rejects.toMatchObject({
      code: "not_found",
      where: join(folder, "sample"),
    });
  });
});
