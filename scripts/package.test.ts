import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needs } from "../src/main/engine/testing/needs.ts";
import { endingExamples, type HelpExample, writeExampleFiles } from "../src/main/headless/testing/help-examples.ts";
import { npm } from "./lib/install.mjs";
import { inRoot } from "./lib/places.mjs";

/**
 * `npm pack`, then `npm install --global` of the tarball into an empty prefix, then the installed command: the examples of every --help, the web host, and
 * the engine as a library. Under this Node, and under those of ASSAY_TEST_NODES (`npm run test:install` fetches them).
 */

const run = promisify(execFile);
const nodes = [process.execPath, ...(process.env.ASSAY_TEST_NODES?.split(delimiter) ?? [])];
const version = JSON.parse(await readFile(inRoot("package.json"), "utf8")).version as string;
const installMs = 300_000;

let folder: string;
let prefix: string;
let packed: { filename: string; size: number; unpackedSize: number; files: { path: string }[] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-package-"));
  prefix = join(folder, "prefix");
  const answer = (await npm("npm pack", ["pack", "--json", "--pack-destination", folder])) as string;
  [packed] = JSON.parse(answer.slice(answer.indexOf("[\n")));
  const tarball = join(folder, packed.filename);
  await npm("npm install", ["install", "--global", "--prefix", prefix, "--prefer-offline", "--loglevel=error", tarball]);
}, installMs);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Of commands that only read, the first example; `npm run test:install` runs them all. */
const readers = new Set(
  "stats windows objectives executions query compare why-slow failures duplicates fairness win-rates ask config".split(" "),
);
const isNeeded = (one: HelpExample) => !readers.has(one.command) || endingExamples.find(({ command }) => command === one.command) === one;

const installed = (...parts: string[]) => join(prefix, "lib", "node_modules", "assay", ...parts);

/** The environment of somebody who has that Node and the installed command, and nothing of this repository. */
const envFor = (node: string, state: string) => {
  const { npm_lifecycle_event: _, NODE_OPTIONS: __, ...env } = process.env;
  return { ...env, ASSAY_HOME: state, PATH: [join(folder, "bin"), join(prefix, "bin"), dirname(node), process.env.PATH].join(delimiter) };
};

/** A built file with all that it imports at once; what it imports later; and the packages among both. */
async function readStatic(first: string) {
  const files = new Map<string, string>();
  const dynamic = new Set<string>();
  const packages = new Set<string>();
  const visit = async (file: string): Promise<void> => {
    if (files.has(file)) return;
    const text = await readFile(installed("out", "headless", file), "utf8");
    files.set(file, text);
    for (const [, later = ""] of text.matchAll(/\bimport\(["'`](\.[^"'`]+)["'`]\)/g)) dynamic.add(posix.join(posix.dirname(file), later));
    for (const [, target = ""] of text.matchAll(/(?:\bfrom|\bimport)\s*["'`]([@.\w][@\w:./-]*)["'`]/g)) {
      if (target.startsWith(".")) await visit(posix.join(posix.dirname(file), target));
      else if (!target.startsWith("node:")) packages.add(target);
    }
    for (const [, target = ""] of text.matchAll(/require\w*\(["'`](@duckdb[^"'`]+)["'`]\)/g)) packages.add(target);
  };
  await visit(first);
  return { files, dynamic, packages: [...packages] };
}

needs.posix.describe("the package", () => {
  it("holds what is built, and no sources, tests or packages for development", async () => {
    const paths = packed.files.map(({ path }) => path);
    const expected = ["out/headless/cli.js", "out/headless/import-worker.js", "out/engine/index.js", "out/renderer/index.html"];
    expect(paths).toEqual(
      expect.arrayContaining([...expected, "schemas/v1/engine_execution.json", "resources/sample/output/events.jsonl"]),
    );
    expect(paths.filter((path) => /^(src|scripts|e2e|faults|bench)\/|\.test\./.test(path))).toEqual([]);
    const { dependencies } = JSON.parse(await readFile(installed("package.json"), "utf8"));
    expect(Object.keys(dependencies).sort()).toEqual(["@duckdb/node-bindings", "fs-native-extensions", "typebox"]);
    const there = await readdir(installed("node_modules"));
    expect(there).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(react|electron|onnxruntime-node|ajv|node)$/)]));
    process.stdout.write(`package: ${packed.size} bytes, unpacked ${packed.unpackedSize} bytes, ${paths.length} files\n`);
  });

  it("carries the licences of what is in its bundles", async () => {
    const readText = (place: string) => readFile(installed("out", place, "THIRD-PARTY-LICENSES.txt"), "utf8");
    expect(await readText("headless")).toMatch(/^ajv \d[\s\S]*^ws \d/m);
    expect(await readText("renderer")).toMatch(/^react \d/m);
    expect(await readText("renderer")).toMatch(/^@fontsource-variable\/inter \d[\s\S]*SIL OPEN FONT LICENSE/m);
  });

  it("starts with little: the entry loads no command, and a command that reads no web host", async () => {
    const entry = await readStatic("cli.js");
    expect([...entry.files.values()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(16_000);
    expect(entry.packages).toEqual([]);
    const reading = [...entry.dynamic].find((file) => file.includes("process-"));
    expect(reading).toBeDefined();
    const command = await readStatic(reading as string);
    expect(command.packages).toEqual([]);
    const opening = [...command.dynamic].find((file) => file.includes("open-for-reading-"));
    const opened = await readStatic(opening as string);
    // DuckDB is loaded when a database is opened.
    expect(opened.packages).toEqual([]);
    const later = await Promise.all([...opened.dynamic].map((file) => readStatic(file)));
    expect(later.flatMap(({ packages }) => packages)).toEqual(["@duckdb/node-bindings"]);
    expect([...opened.files.values()].some((text) => text.includes("WebSocketServer"))).toBe(false);
  });

  describe.each(nodes)("under %s", (node) => {
    let cwd: string;
    let env: NodeJS.ProcessEnv;
    beforeAll(async () => {
      cwd = await mkdtemp(join(folder, "cwd-"));
      env = envFor(node, join(cwd, "state"));
      await writeExampleFiles(cwd, join(folder, "bin"));
    });

    it("answers --version, and names itself as it is typed", async () => {
      expect((await run("assay", ["--version"], { cwd, env })).stdout).toBe(`${version}\n`);
      expect((await run("assay", ["stats", "--help"], { cwd, env })).stdout).toContain("Usage: assay stats [options]");
      await expect(run("assay", ["stats", "--workspce", "x"], { cwd, env })).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining("See: assay stats --help"),
      });
    });

    it("runs the examples of every --help", async () => {
      for (const { command, text } of nodes.length > 1 ? endingExamples : endingExamples.filter(isNeeded)) {
        const script = text.replaceAll(/\bDIR\b/g, "ws");
        const { stdout } = await run("bash", ["--norc", "-euo", "pipefail", "-c", script], { cwd, env }).catch((failure) => {
          throw new Error(`${command}: ${script}\n${failure.stdout}${failure.stderr}`);
        });
        if (text.includes("--json")) JSON.parse(stdout);
      }
      expect((await run("assay", ["stats", "--workspace", "ws", "--json"], { cwd, env })).stdout).toContain('"count":5');
    });

    it("serves the screen, the sample workspace included", async () => {
      const child = spawn("assay", ["serve", "--no-open", "--json"], { cwd, env });
      child.stdout.setEncoding("utf8");
      const [line] = await once(child.stdout, "data");
      const { url, workspace } = JSON.parse(line);
      expect(workspace).toBe(join(cwd, "state", "workspaces", "sample"));
      const page = await fetch(url);
      expect(page.status).toBe(200);
      const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1];
      expect(script).toBeDefined();
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([0, null]);
    });

    it("is a library too", async () => {
      const program = installed("..", "..", `program-${nodes.indexOf(node)}.mjs`);
      await writeFile(
        program,
        `import { createCollectorFromConfig, defaultConfig, openWorkspace, SchemaValidator } from "assay";
const collector = await createCollectorFromConfig(new SchemaValidator(), "service/output", defaultConfig());
await collector.collectEngineExecution("{}");
await collector.close();
console.log(collector.counters().events.quarantined);
await (await openWorkspace({ path: "service" })).close();
`,
      );
      const { stdout } = await run(node, [program], { cwd, env }).finally(() => rm(program));
      expect(stdout).toBe("1\n");
    });
  });

  it(
    "leaves nothing behind when it is uninstalled",
    async () => {
      await npm("npm uninstall", ["uninstall", "--global", "--prefix", prefix, "assay"]);
      const left = await readdir(prefix, { recursive: true, withFileTypes: true });
      expect(left.filter((entry) => !entry.isDirectory()).map(({ name }) => name)).toEqual([]);
      expect(await readdir(join(prefix, "lib", "node_modules"))).toEqual([]);
    },
    installMs,
  );
});
