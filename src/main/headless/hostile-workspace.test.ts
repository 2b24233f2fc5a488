import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { needs } from "../engine/testing/needs.ts";
import { cliPath, ensureBuilt } from "./testing/built-cli.ts";

let root: string;
let workspace: string;
let children: ChildProcess[];
/** Generous: what is not through by then waits for something that never comes. */
const killAfterMs = 60_000;

beforeAll(ensureBuilt);
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "assay-hostile-")));
  workspace = join(root, "w");
  children = [];
  await mkdir(join(workspace, "output"), { recursive: true });
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});

/** The command line as a process, from source. */
function start(...argv: string[]) {
  const env = { ...process.env, ASSAY_HOME: join(root, "home") };
  const child = spawn(process.execPath, [cliPath, ...argv, "--workspace", workspace], { env, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const ended = once(child, "close").then(([code]) => {
    clearTimeout(timer);
    return { code: code as number | null, ...said };
  });
  return { child, ended };
}

/** What a child has open; empty once it has ended. */
async function openFiles({ pid }: ChildProcess): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => "")));
}

needs.posix.describe("the command line in a stranger's workspace", () => {
  it("runs nothing of it: no sample goes through a link into a shell start file", async () => {
    const shellStart = join(root, ".bashrc");
    await writeFile(shellStart, "export A=1\n");
    await writeFile(join(workspace, "assay.config.json"), '{"json_engine":{"training":{"auto_generate_samples":true}}}');
    const comparison = {
      comparison_id: "c-1",
      query: "$(touch pwned)",
      candidates: [
        { engine_id: "a", output: "x" },
        { engine_id: "b", output: "y", metrics: { quality_score: 0.9 } },
      ],
      winner: { engine_id: "b", score: 0.95 },
    };
    await writeFile(join(workspace, "output", "comparisons.jsonl"), `${JSON.stringify(comparison)}\n`);
    await symlink("../../.bashrc", join(workspace, "output", "training_samples.jsonl"));
    const before = await stat(shellStart);
    for (const command of ["stats", "samples", "verify", "config"]) {
      const { code, err } = await start(command).ended;
      expect({ code, err }).toEqual({
        code: 4,
        err: expect.stringContaining("training_samples.jsonl is a symbolic link to ../../.bashrc"),
      });
    }
    const { code, out } = await start("serve", "--no-open", "--json").ended;
    expect({ code, error: JSON.parse(out).error.code }).toEqual({ code: 4, error: "refused" });
    expect(await readFile(shellStart, "utf8")).toBe("export A=1\n");
    expect((await stat(shellStart)).mtimeMs).toBe(before.mtimeMs);
  });

  it.each([".assay/view-state.json", "models/models.json", "models/model.gguf", "output/events.jsonl", ".assay/log/a"])(
    "a pipe as %s keeps nobody waiting",
    async (place) => {
      const path = join(workspace, place);
      await mkdir(join(path, ".."), { recursive: true });
      execFileSync("mkfifo", [path]);
      const { code, err } = await start("models", "verify").ended;
      // What the command does not read is nothing to it.
      const isOpened = place.endsWith("gguf") || place.endsWith("/a") || place.endsWith("view-state.json");
      expect({ code, err }).toEqual({
        code: isOpened ? 0 : 4,
        err: isOpened ? "" : expect.stringContaining(`${path} is a named pipe`),
      });
    },
    120_000,
  );

  needs.linux.it(
    "SIGTERM ends the reading of a huge model",
    async () => {
      await mkdir(join(workspace, "models"));
      await writeFile(join(workspace, "models", "huge.gguf"), "GGUF");
      await truncate(join(workspace, "models", "huge.gguf"), 4 * 1024 ** 4);
      await writeFile(join(workspace, "assay.config.json"), JSON.stringify({ models: { max_bytes: Number.MAX_SAFE_INTEGER } }));
      const { child, ended } = start("models", "list", "--verbose");
      // Once the model is open, it is being read.
      while (child.exitCode === null && !(await openFiles(child)).some((path) => path.endsWith("huge.gguf"))) await setImmediate();
      child.kill("SIGTERM");
      const { code, err } = await ended;
      expect({ code, err }).toEqual({ code: expect.any(Number), err: expect.stringContaining("cancelled") });
    },
    120_000,
  );
});
