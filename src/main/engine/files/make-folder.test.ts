import { mkdtemp, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { needs } from "../testing/needs.ts";
import { makeFolder } from "./make-folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-folder-"));
});

describe("makeFolder", () => {
  it("makes what is missing, says where it began, and is content with what is there", async () => {
    const path = join(folder, "a", "b", "c");
    expect(await makeFolder(path)).toBe(join(folder, "a"));
    expect((await stat(path)).isDirectory()).toBe(true);
    expect(await makeFolder(path)).toBeUndefined();
    expect(await makeFolder(join(path, "d"))).toBe(join(path, "d"));
  });

  it("makes one folder from many sides at once", async () => {
    const path = join(folder, "x", "y");
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  it("names a file that is in its place, at the end of the path or on the way", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    await expect(makeFolder(file)).rejects.toMatchObject({ code: "refused", message: `${file} is a file; it has to be a folder.` });
    await expect(makeFolder(join(file, "below"))).rejects.toMatchObject({ code: "refused", where: join(file, "below") });
  });

  // Node's own recursive mkdir never comes back from here.
  needs.linux.it("gives up where no folder can be made", async () => {
    await expect(makeFolder("/proc/assay/w")).rejects.toMatchObject({ code: "refused", where: "/proc/assay" });
  });
});
