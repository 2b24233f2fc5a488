import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assetPath } from "./static.ts";

let folder: string;
let root: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "assay-static-")));
  root = join(folder, "renderer");
  await mkdir(join(root, "assets"), { recursive: true });
  await mkdir(join(folder, "renderer-evil"));
  await writeFile(join(root, "index.html"), "start");
  await writeFile(join(root, "assets", "a b.js"), "js");
  await writeFile(join(folder, "secret.js"), "secret");
  await writeFile(join(folder, "renderer-evil", "x.js"), "sibling");
  await symlink(join(folder, "secret.js"), join(root, "assets", "out.js"));
  await symlink(folder, join(root, "up"));
  await symlink(join(root, "index.html"), join(root, "assets", "inside.html"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("assetPath", () => {
  it("finds what is there", async () => {
    expect(await assetPath(root, "/")).toBe(join(root, "index.html"));
    expect(await assetPath(root, "/?x=1")).toBe(join(root, "index.html"));
    expect(await assetPath(root, "/assets/a%20b.js")).toBe(join(root, "assets", "a b.js"));
    expect(await assetPath(root, "/assets/inside.html")).toBe(join(root, "index.html"));
  });

  it.each([
    "/../secret.js",
    "/assets/../../secret.js",
    "/%2e%2e/secret.js",
    "/%2e%2e%2fsecret.js",
    "/..%2fsecret.js",
    "/..%5csecret.js",
    "/..\\secret.js",
    "/%252e%252e/secret.js",
    "/../renderer-evil/x.js",
    "//etc/passwd",
    "/etc/passwd",
    "/C:/Windows/win.ini",
    "/index.html%00.js",
    "/index.html\0",
    "/%",
    "/%ff",
    "/assets/out.js",
    "/up/secret.js",
    "/assets",
    "/assets/",
    "/missing.js",
    "http://127.0.0.1/index.html",
    "*",
    "",
  ])("answers nothing for %j", async (target) => {
    expect(await assetPath(root, target)).toBeNull();
  });
});
