import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needs } from "../src/main/engine/testing/needs.ts";
import { ensureBuilt } from "./lib/build.mjs";
import { cliPath } from "./lib/places.mjs";

/**
 * Runs the commands of the documentation. On every page, the ```sh blocks are run in order in one temporary folder; a ```text block right
 * after one is its stdout, with … for what changes. `# exit N` after a command expects that exit code; `assay serve` is ended once it answers.
 */

const root = resolve(import.meta.dirname, "..");
const run = promisify(execFile);
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...(await readdir(join(root, "docs"))).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
];
const textOf = new Map(await Promise.all(pages.map(async (page) => [page, await readFile(join(root, page), "utf8")] as const)));

interface Block {
  script: string;
  stdout: string | undefined;
}

const blocksOf = (page: string): Block[] =>
  [...(textOf.get(page) ?? "").matchAll(/```sh\n([\s\S]*?)```(?:\n\n```text\n([\s\S]*?)```)?/g)].map(([, script = "", stdout]) => ({
    script,
    stdout,
  }));

let folder: string;
let env: NodeJS.ProcessEnv;
// As people run it: a start from source takes five times as long.
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), "assay-docs-"));
  const bin = join(folder, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "assay"), `#!/bin/sh\nexec "${process.execPath}" "${cliPath}" "$@"\n`);
  await chmod(join(bin, "assay"), 0o755);
  env = { ...process.env, ASSAY_HOME: join(folder, "state"), PATH: `${bin}${delimiter}${process.env.PATH}` };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The block with its `# exit N` expectations checked, and without what cannot run here: npm's scripts and the web host. */
function toShell(script: string): string {
  return script
    .split("\n")
    .filter((line) => !/^(npm|git clone|cd|alias) |^assay serve/.test(line))
    .map((line) => line.replace(/^(.*?)\s+# exit (\d+)$/, "code=0; { $1; } || code=$?; test $code -eq $2"))
    .join("\n");
}

/** Whether text is what the page shows; … stands for anything on its line, alone on a line for any lines. */
function toPattern(shown: string): RegExp {
  const escaped = shown.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll(/^…$/gm, "[\\s\\S]*").replaceAll("…", ".*")}$`);
}

const runnable = pages.filter((page) => blocksOf(page).length > 0);

needs.posix.describe("the commands of the documentation", () => {
  it.each(runnable)(
    "%s",
    async (page) => {
      const cwd = join(folder, page.replaceAll("/", "-"));
      await mkdir(cwd);
      for (const { script, stdout: shown } of blocksOf(page)) {
        // Where its standard input is a socket, bash takes itself for a remote shell and reads a start file, which may not bear -u.
        const { stdout } = await run("bash", ["--norc", "-euo", "pipefail", "-c", toShell(script)], { cwd, env }).catch((failure) => {
          throw new Error(`${page}:\n${script}\n${failure.stdout}${failure.stderr}`);
        });
        if (shown !== undefined) expect(stdout).toMatch(toPattern(shown));
        for (const line of script.split("\n").filter((one) => one.startsWith("assay serve"))) await serves(line, cwd);
      }
    },
    120_000,
  );
});

/** `assay serve …` prints its address, and ends with 0 on SIGTERM. */
async function serves(line: string, cwd: string): Promise<void> {
  const child = spawn("bash", ["-c", `exec ${line}${line.includes("--no-open") ? "" : " --no-open"}`], { cwd, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("http://127.0.0.1:")) child.kill("SIGTERM");
    });
  }
  const [code] = await once(child, "close");
  expect(code, said).toBe(0);
  expect(said).toContain("http://127.0.0.1:");
}

describe("the documentation", () => {
  it("shows shell commands in sh blocks only, so that all of them are run", () => {
    const isCommand = /^\s*(\$ )?(npm|assay|git|node) /m;
    const missed = pages.filter((page) => {
      const [prose, ...fenced] = (textOf.get(page) ?? "").split(/^```(?=\w)/m);
      const outside = [prose, ...fenced.map((part) => part.slice(part.indexOf("\n```")))].join("\n");
      const otherBlocks = fenced.filter((part) => !part.startsWith("sh\n")).map((part) => part.slice(0, part.indexOf("\n```")));
      return /^ {4}(\$ )?(npm|assay|git|node) /m.test(outside) || otherBlocks.some((block) => isCommand.test(block));
    });
    expect(missed).toEqual([]);
  });

  it("names npm scripts that exist", async () => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const named = pages.flatMap((page) =>
      [...(textOf.get(page) ?? "").matchAll(/npm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)/g)].map(
        ([, script, short]) => `${page}: ${script ?? short}`,
      ),
    );
    expect(named.filter((name) => !((name.split(": ")[1] as string) in scripts))).toEqual([]);
  });

  it("links to files that exist", async () => {
    const decisions = (await readdir(join(root, "docs/decisions"))).map((name) => `docs/decisions/${name}`);
    const broken: string[] = [];
    for (const page of [...pages, "ARCHITECTURE.md", "CHANGELOG.md", ...decisions]) {
      const text = textOf.get(page) ?? (await readFile(join(root, page), "utf8"));
      for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        if (!existsSync(resolve(root, page, "..", target))) broken.push(`${page}: ${target}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it("names source files that exist", async () => {
    const broken: string[] = [];
    for (const page of [...pages, "ARCHITECTURE.md"]) {
      const text = textOf.get(page) ?? (await readFile(join(root, page), "utf8"));
      for (const [, path = ""] of text.matchAll(/`((?:src|scripts|faults|bench|e2e|schemas|resources)\/[\w./-]+)`/g)) {
        if (!existsSync(join(root, path))) broken.push(`${page}: ${path}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it("lists the engine's layers as the architecture test does", async () => {
    const test = await readFile(join(root, "scripts/architecture.test.ts"), "utf8");
    const order = /"main\/engine": \[([^\]]*)\]/.exec(test)?.[1]?.match(/[\w-]+/g);
    const page = (await readFile(join(root, "ARCHITECTURE.md"), "utf8")).split("## Layers of the engine")[1] ?? "";
    expect([...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, folder]) => folder)).toEqual(order);
  });
});
