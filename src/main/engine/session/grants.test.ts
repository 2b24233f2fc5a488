import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Grants } from "./grants.ts";

let folder: string;
let grants: Grants;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-grants-"));
  file = join(folder, "a.jsonl");
  await writeFile(file, "12345");
  grants = new Grants();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await grants.close();
  await rm(folder, { recursive: true });
});

describe("grants", () => {
  it("keeps the grant of a folder while what it is for is refused, and takes it once", () => {
    const { id } = grants.addFolder(folder);
    const refuse = () => {
      throw new Error("refused");
    };
    expect(() => grants.redeemFolder(id, refuse)).toThrow("refused");
    expect(grants.redeemFolder(id, (path) => path)).toBe(folder);
    expect(() => grants.redeemFolder(id, refuse)).toThrow("was used already");
  });

  it("count the bytes of temporary copies until they are removed", async () => {
    const { id } = await grants.addFile(file, { disposeAfterUse: true });
    await grants.addFile(file);
    expect(grants.temporaryBytes).toBe(5);
    const [used] = await grants.takeFiles([id]);
    expect(grants.temporaryBytes).toBe(5);
    await used?.done();
    expect(grants.temporaryBytes).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it("are refused when ten thousand wait, until some are used or an hour old", async () => {
    const now = vi.spyOn(performance, "now").mockReturnValue(0);
    const ids: string[] = [];
    for (let i = 0; i < 10_000; i += 1) ids.push((await grants.addFile(file)).id);
    await expect(grants.addFile(file)).rejects.toMatchObject({ code: "over_limit", message: expect.stringContaining("10000") });
    await grants.takeFiles(ids.slice(0, 1));
    await grants.addFile(file);
    await expect(grants.addFile(file)).rejects.toMatchObject({ code: "over_limit" });
    now.mockReturnValue(60 * 60 * 1000);
    await grants.addFile(file);
    await expect(grants.takeFiles(ids.slice(1, 2))).rejects.toMatchObject({ code: "not_found" });
  });

  it.each(["\u202egpj.exe", "a\u2066b\u2069", "\u200fx", "\u061cx"])("show the name %j without direction marks", async (name) => {
    expect((await grants.addFile(file, { name })).name).toBe(name.replace(/[\u202e\u2066\u2069\u200f\u061c]/g, "_"));
  });
});
