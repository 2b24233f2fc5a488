import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace, silentLog } from "../engine/index.ts";
import { commands } from "./commands/index.ts";
import { parseCommand } from "./parse.ts";
import { helpExamples } from "./testing/help-examples.ts";
import { runAssay } from "./testing/run-assay.ts";

let folder: string;
let workspace: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-usage-"));
  workspace = join(folder, "w");
});
afterEach(() => rm(folder, { recursive: true }));

const assay = (...argv: string[]) => runAssay([...argv, "--workspace", workspace]);

describe("wrong usage and failures", () => {
  it.each([
    [[], 2],
    [["--help"], 0],
    [["import", "--help"], 0],
    [["--version"], 0],
    [["improt"], 2],
    [["__proto__"], 2],
    [["import", "--workspace", "w"], 2],
    [["import", "", "--workspace", "w"], 2],
    [["ask", "comparisons_get", '{"id":"c-1"}', "--workspace", "w"], 2],
    [["collect", "--workspace", "w", "--kind", "auto"], 2],
    [["collect", "--workspace", "w", "--kind", "engine_execution", "--acks", "--json"], 2],
    [["models", "--workspace", "w"], 2],
    [["models", "constructor", "--workspace", "w"], 2],
    [["stats", "--workspace", "w", "--percentiles", "101"], 2],
    [["serve", "--port", "70000"], 2],
  ])("%j ends with %d", async (argv, code) => {
    expect((await runAssay(argv)).code).toBe(code);
  });

  it("with --json a failure is a document on stdout and a message on stderr", async () => {
    const { code, stdout, stderr } = await assay("stats", "--json");
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "not_found" } });
    expect(stderr).toMatch(/^assay: There is no workspace .*\n$/);
  });

  it("exits with 5 and names the owner of an open workspace", async () => {
    const open = await openWorkspace({
      path: workspace,
      importWorkerUrl: new URL("../engine/workspace/import-worker.ts", import.meta.url),
      log: silentLog,
    });
    const { code, stderr } = await assay("stats");
    await open.close();
    expect(code).toBe(5);
    expect(stderr).toContain(String(process.pid));
  });

  it("refuses a workspace that is a file", async () => {
    await writeFile(workspace, "");
    expect((await assay("config")).code).toBe(4);
  });

  it("never shows a stack", async () => {
    await writeFile(workspace, "");
    for (const command of ["config", "verify", "stats", "samples"]) expect((await assay(command)).stderr).not.toMatch(/\n\s+at /);
  });
});

describe("help", () => {
  const names = [
    "serve",
    "import",
    "collect",
    "stats",
    "windows",
    "objectives",
    "compare",
    "samples",
    "export",
    "diff",
    "generate",
    "decide",
    "fairness",
    "win-rates",
    "why-slow",
    "failures",
    "models",
    "verify",
    "config",
  ];

  it.each(names)("of %s has examples, and lists --json where it is accepted", async (name) => {
    const { stdout, code } = await runAssay([name, "-h"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Examples:\n  (?:.+ \\| )?assay ${name}\\b`, "m"));
    expect(/^ {2}--json /m.test(stdout)).toBe(name !== "decide");
  });

  it.each(helpExamples)("of $command shows what can be typed: $text", ({ command, text }) => {
    // Arguments without quotes only: what stands before a pipe or after a redirection is the shell's.
    const [, name = "", rest = ""] = /(?:^|\| )assay ([\w-]+) ?([^|<>]*)/.exec(text) ?? [];
    const shown = commands.find((one) => one.name === name);
    expect(
      shown &&
        parseCommand(
          shown,
          rest.split(" ").filter((word) => word !== ""),
        ),
    ).toBeDefined();
    expect([command, "decide"]).toContain(name);
  });

  it("is suggested for the command with the wrong value", async () => {
    const { stderr, code } = await runAssay(["stats", "--workspace", workspace, "--from", "2023-02-30"]);
    expect({ stderr, code }).toEqual({
      stderr: "assay: --from 2023-02-30 is not a valid time: 2023-02 has days 01 to 28. See: assay stats --help\n",
      code: 2,
    });
  });
});
