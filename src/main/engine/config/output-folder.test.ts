import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveOutputFolder } from "./output-folder.ts";

let root = "";
let workspace = "";
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "assay-output-")));
  workspace = join(root, "workspace");
  await mkdir(workspace);
  await mkdir(join(root, "elsewhere"));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

describe("where the journals are", () => {
  it("is the folder inside the workspace, there or not there yet", async () => {
    expect(await resolveOutputFolder(workspace, "output")).toBe(join(workspace, "output"));
    await mkdir(join(workspace, "output"));
    expect(await resolveOutputFolder(workspace, "./output/")).toBe(join(workspace, "output"));
    expect(await resolveOutputFolder(workspace, "..data/new")).toBe(join(workspace, "..data", "new"));
    expect(await resolveOutputFolder(join(root, "not", "there"), "output")).toBe(join(root, "not", "there", "output"));
  });

  it("may be reached through links that stay inside, or lead to the workspace itself", async () => {
    await mkdir(join(workspace, "real"));
    await symlink("real", join(workspace, "link"));
    expect(await resolveOutputFolder(workspace, "link/deep")).toBe(join(workspace, "real", "deep"));
    await symlink("workspace", join(root, "alias"));
    expect(await resolveOutputFolder(join(root, "alias"), "output")).toBe(join(workspace, "output"));
  });

  it.each(["link", "link/deep", "link/../link"])("may not leave it through a link: %s", async (path) => {
    await symlink(join(root, "elsewhere"), join(workspace, "link"));
    await expect(resolveOutputFolder(workspace, path)).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining("json_engine.output.base_path"),
    });
  });

  it("may not lead into the cache through a link", async () => {
    await mkdir(join(workspace, ".assay"));
    await symlink(".assay", join(workspace, "link"));
    await expect(resolveOutputFolder(workspace, "link")).rejects.toMatchObject({ code: "invalid_config" });
  });

  it("may not be a link that leads to nothing, nor lie behind a file, nor in a circle", async () => {
    await symlink(join(root, "elsewhere", "none"), join(workspace, "dangling"));
    await expect(resolveOutputFolder(workspace, "dangling")).rejects.toMatchObject({ code: "refused" });
    await writeFile(join(workspace, "file"), "");
    await expect(resolveOutputFolder(workspace, "file/x")).rejects.toMatchObject({ code: "refused" });
    await symlink("circle", join(workspace, "circle"));
    await expect(resolveOutputFolder(workspace, "circle")).rejects.toMatchObject({ name: "AssayError" });
  });

  it.each(["..", "/etc", "a/../../b", ""])("is checked by its text as well: %j", async (path) => {
    if (path === "") expect(await resolveOutputFolder(workspace, path)).toBe(workspace);
    else await expect(resolveOutputFolder(workspace, path)).rejects.toMatchObject({ code: "invalid_config" });
  });
});
