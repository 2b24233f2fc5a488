import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { needs } from "../engine/testing/needs.ts";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("./cli.ts", import.meta.url));

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-compiled-"));
  const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...rest } = process.env;
  env = { ...rest, ASSAY_HOME: join(folder, "state"), TMPDIR: join(folder, "tmp") };
});
afterEach(() => rm(folder, { recursive: true }));

needs.posix.it(
  "compiled code is kept in the user's own state folder, private, and in no shared one",
  async () => {
    await run(process.execPath, [cli, "--help"], { env });
    const cache = join(folder, "state", "compile-cache");
    expect(await readdir(cache)).not.toEqual([]);
    for (const path of [join(folder, "state"), cache]) expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect(await readdir(folder)).toEqual(["state"]);
  },
  60_000,
);

it("a state folder that cannot be made costs nothing but time", async () => {
  await writeFile(join(folder, "state"), "");
  const { stdout, stderr } = await run(process.execPath, [cli, "--help"], { env });
  expect(stdout).toContain("Usage: ");
  expect(stderr).toBe("");
}, 60_000);
