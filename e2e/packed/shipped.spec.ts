import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, copyFileSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { listNativePackages } from "../../scripts/lib/package/native-packages.mjs";
import { collectStderr, exitOf } from "../hosts/exit.ts";
import { projectRoot } from "../hosts/paths.ts";
import { copyInstalled, runInstalled, samplePath, test, toEnvironment } from "./packed.ts";

/** From packaging/node_modules, where the packing put it. */
const asar = createRequire(join(projectRoot, "packaging/package.json"))("@electron/asar") as {
  listPackage(archive: string): string[];
  extractFile(archive: string, path: string): Buffer;
};

test("the program as it is shipped starts, fused, and ends in order", async ({ packed, newPerson }) => {
  const person = newPerson();
  const env = {
    ...toEnvironment(person, join(packed.folder, "assay-desktop")),
    ELECTRON_RUN_AS_NODE: "1",
    NODE_OPTIONS: "--require /nowhere.js",
  };
  const child = spawn(packed.launcher, ["--inspect=0"], { env, cwd: person.home, stdio: ["ignore", "ignore", "pipe"] });
  const said = collectStderr(child);
  // The lock names the process, once the workspace is open.
  await expect.poll(() => readFile(join(samplePath(person), ".assay/lock"), "utf8").catch(() => "")).toContain(String(child.pid));
  expect(said()).not.toMatch(/Debugger listening|nowhere/);
  child.kill("SIGTERM");
  expect(await exitOf(child), said()).toBe(0);
});

test("a native library with another byte is refused by name, before it is loaded", async ({ packed, newPerson }) => {
  const person = newPerson();
  const root = await mkdtemp(join(tmpdir(), "assay-damaged-"));
  try {
    execFileSync("chmod", ["755", root]);
    const copy = copyInstalled(packed, join(root, "Assay"));
    const library = join(copy, "resources/app.asar.unpacked/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so");
    const changed = `${library}.changed`;
    copyFileSync(library, changed);
    appendFileSync(changed, "x");
    rmSync(library);
    execFileSync("mv", [changed, library]);
    const child = spawn(packed.launcher, { env: toEnvironment(person, join(copy, "assay-desktop")), stdio: ["ignore", "ignore", "pipe"] });
    const said = collectStderr(child);
    await expect.poll(said).toContain("libduckdb.so of this installation is not the file that was installed. Install Assay again");
    expect(await readdir(join(person.home, ".config/assay"))).toEqual(["desktop"]);
    // Its message waits for somebody to read it.
    child.kill("SIGKILL");
    await exitOf(child);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test("`assay` of the package imports, counts and verifies, with no Node on the machine", async ({ packed, newPerson }) => {
  const person = newPerson();
  const { version } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")) as { version: string };
  expect(await runInstalled(packed, person, ["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  const workspace = ["--workspace", "Läufe"];
  const events = join(packed.folder, "resources/app.asar.unpacked/cli/resources/sample/output/events.jsonl");
  expect(await runInstalled(packed, person, ["import", events, ...workspace])).toMatchObject({ code: 0 });
  expect((await runInstalled(packed, person, ["stats", ...workspace, "--json"])).stdout).toContain('"engine_id"');
  expect(await runInstalled(packed, person, ["verify", ...workspace])).toMatchObject({ code: 0 });
});

test("the archive holds the built program and the packages with native code, and nothing else", async ({ packed }) => {
  const archive = join(packed.folder, "resources/app.asar");
  const paths = asar.listPackage(archive).map((path) => path.replaceAll("\\", "/"));
  const packages = paths.flatMap((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/@]+)$/.exec(path)?.[1] ?? []);
  expect(packages.sort()).toEqual(listNativePackages(packed.isTest ? "electron25" : "product").sort());
  expect(paths.filter((path) => path.lastIndexOf("/") === 0).sort()).toEqual([
    "/native.json",
    "/node_modules",
    "/out",
    "/package.json",
    "/resources",
  ]);
  expect(paths.filter((path) => /\.(tsx?|map)$/.test(path))).toEqual([]);
  const manifest = JSON.parse(asar.extractFile(archive, "package.json").toString()) as object;
  expect(manifest).not.toHaveProperty("devDependencies");
  const beside = await readdir(packed.folder);
  expect(beside).toEqual(
    expect.arrayContaining(["LICENSE", "LICENSE.electron.txt", "LICENSES.chromium.html", "THIRD-PARTY-LICENSES.txt", "sbom.cdx.json"]),
  );
});

test("two builds of one commit give the same archive and the same files beside it", async ({ packed }) => {
  test.setTimeout(180_000);
  const root = await mkdtemp(join(tmpdir(), "assay-again-"));
  try {
    await mkdir(join(root, "made"));
    execFileSync(process.execPath, [packed.packer, "--folder", join(root, "made")], { cwd: projectRoot, stdio: "pipe" });
    const listed = (folder: string) =>
      execFileSync("sh", ["-c", 'cd "$1" && find . -type f | LC_ALL=C sort | xargs -d "\\n" sha256sum', "sh", folder], {
        encoding: "utf8",
      });
    const again = join(root, "made", "linux-unpacked");
    expect(listed(again)).toBe(listed(packed.folder));
    expect((await stat(join(again, "resources/app.asar"))).size).toBeGreaterThan(1_000_000);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
