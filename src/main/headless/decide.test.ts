import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cliPath, ensureBuilt } from "./testing/built-cli.ts";

let folder: string;
let workspace: string;
let children: ChildProcess[];

beforeAll(ensureBuilt);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-decide-"));
  workspace = join(folder, "w");
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(folder, { recursive: true, maxRetries: 3 });
});

/** The built command line as a process. */
function assay(...argv: string[]) {
  const options = { env: { ...process.env, ASSAY_HOME: join(folder, "state") }, stdio: "pipe" } as const;
  const child = spawn(process.execPath, [cliPath, ...argv], options);
  children.push(child);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const reader = createInterface({ input: child.stdout });
  const lines: string[] = [];
  reader.on("line", (line) => lines.push(line));
  const closed = once(reader, "close");
  const ended = once(child, "exit").then(async ([code]) => {
    await closed;
    return { code: code as number | null, stdout: lines.join("\n"), answers: lines, stderr };
  });
  return { child, ended, nextLine: async () => (lines.length > 0 ? lines[0] : ((await once(reader, "line"))[0] as string)) };
}

async function decide(input: readonly unknown[], ...options: string[]) {
  const { child, ended } = assay("decide", "--workspace", workspace, ...options);
  child.stdin.end(input.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  const { code, answers, stderr } = await ended;
  return { code, stderr, answers: answers.map((line) => JSON.parse(line)) };
}

interface Comparison {
  id: string;
  score?: number;
  query?: string;
}
async function imported(comparisons: readonly Comparison[]): Promise<void> {
  const lines = comparisons.map(({ id, score, query = `question of ${id}` }) =>
    JSON.stringify({
      comparison_id: id,
      query,
      candidates: ["left", "right"].map((engine) => ({ engine_id: engine, output: `${engine} answers ${id}` })),
      ...(score === undefined ? {} : { winner: { engine_id: "right", score } }),
    }),
  );
  const file = join(folder, "comparisons.jsonl");
  await writeFile(file, lines.map((line) => `${line}\n`).join(""));
  const { code } = await assay("import", file, "--workspace", workspace).ended;
  expect(code).toBe(0);
}

const outputLines = async (name: string) =>
  (await readFile(join(workspace, "output", name), "utf8"))
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const tiers = async () =>
  (await outputLines("training_samples.jsonl")).map(({ sample_id: id, tier }) => `${id.startsWith("auto-") ? "auto " : ""}${tier}`);

describe("assay decide", () => {
  it("does every action, answers each line in order, and undo and redo", async () => {
    await imported([{ id: "a" }, { id: "b" }, { id: "c" }, { id: "d" }]);
    const { code, answers } = await decide([
      { comparison_id: "a", candidate: 0, action: "promote", tier: "gold" },
      { comparison_id: "a", candidate: 1, action: "reject" },
      { comparison_id: "b", candidate: 1, action: "winner" },
      { comparison_id: "c", action: "tie" },
      { comparison_id: "d", action: "all_bad" },
      { comparison_id: "d", action: "skip" },
      { comparison_id: "d", action: "note", note: "look" },
      { comparison_id: "a", candidate: 0, action: "clear" },
      { action: "undo" },
      { action: "undo" },
      { action: "redo" },
      { comparison_id: "b", action: "rank", ranking: ["B", [0]] },
      { comparison_id: "b", action: "edit", candidate: "b", tier: "bronze", output: "corrected" },
      { comparison_id: "b", action: "flag" },
      { comparison_id: "b", action: "tag", tags: ["odd"] },
    ]);
    expect(answers.map(({ ok, line, description }) => [ok, line, description])).toEqual([
      [true, 1, "promoted candidate A (left) of a to gold"],
      [true, 2, "rejected candidate B (right) of a"],
      [true, 3, "set candidate B (right) of b as the winner"],
      [true, 4, "marked c as a tie"],
      [true, 5, "marked every candidate of d as bad"],
      [true, 6, "skipped d"],
      [true, 7, "wrote a note on d"],
      [true, 8, "cleared candidate A (left) of a"],
      [true, 9, "undone: cleared candidate A (left) of a"],
      [true, 10, "undone: wrote a note on d"],
      [true, 11, "redone: wrote a note on d"],
      [true, 12, "ranked b: B (right) > A (left)"],
      [true, 13, "promoted candidate B (right) of b to bronze, corrected"],
      [true, 14, "flagged b"],
      [true, 15, "tagged b odd"],
    ]);
    expect(new Set(answers.map(({ comparison }) => comparison)).size).toBe(4);
    expect(code).toBe(0);
    expect(await tiers()).toEqual(["gold", "bronze"]);
    // The key of an answer names the comparison, in a process of its own.
    const again = await decide(
      [{ comparison: answers[0].comparison, candidate: 0, action: "promote", tier: "silver" }],
      "--actor",
      "Anna",
      "--actor-kind",
      "person",
    );
    expect(again).toMatchObject({ code: 0, answers: [{ ok: true, comparison: answers[0].comparison }] });
    expect(await tiers()).toEqual(["silver", "bronze"]);
    const events = await outputLines("curation.jsonl");
    expect(events[0]).toMatchObject({ actor: "cli", actor_kind: "agent", schema_version: 2 });
    expect(events.at(-1)).toMatchObject({ actor: "Anna", actor_kind: "person" });
  });

  it("answers what it cannot do, and continues", async () => {
    await imported([{ id: "a" }, { id: "twin", query: "one" }, { id: "twin", query: "two" }]);
    const bad: [unknown, string, RegExp][] = [
      ["{", "invalid_argument", /not JSON/],
      ["[1]", "invalid_argument", /not a JSON object/],
      ["null", "invalid_argument", /not a JSON object/],
      [{ comparison_id: "a" }, "invalid_argument", /no "action"/],
      [{ comparison_id: "a", action: "promot" }, "invalid_argument", /no action "promot"/],
      [{ comparison_id: "a", action: "promote", tier: "gold" }, "invalid_argument", /needs "candidate"/],
      [{ comparison_id: "a", action: "promote", candidate: "0", tier: "gold" }, "invalid_argument", /"candidate" is "0"/],
      [{ comparison_id: "a", action: "promote", candidate: -1, tier: "gold" }, "invalid_argument", /"candidate" is -1/],
      [{ comparison_id: "a", action: "promote", candidate: 2, tier: "gold" }, "invalid_argument", /2 candidates/],
      [{ comparison_id: "a", action: "promote", candidate: 0, tier: "platinum" }, "invalid_argument", /"tier" is "platinum"/],
      [{ comparison_id: "a", action: "tie", surprise: 1 }, "invalid_argument", /no field "surprise"/],
      [{ comparison_id: "a", action: "tie", candidate: 0 }, "invalid_argument", /takes no "candidate"/],
      [{ comparison_id: "a", action: "note", note: 7 }, "invalid_argument", /"note" is 7/],
      [{ comparison_id: "a", action: "note", note: "x".repeat(10_001) }, "over_limit", /10001 characters/],
      [{ comparison_id: 7, action: "tie" }, "invalid_argument", /"comparison_id" is 7/],
      [{ action: "tie" }, "invalid_argument", /names no comparison/],
      [{ comparison: "abc", action: "tie" }, "invalid_argument", /"comparison" is "abc"/],
      [{ comparison: "0".repeat(24), action: "tie" }, "not_found", /no such comparison/],
      [{ comparison_id: "none", action: "tie" }, "not_found", /no comparison with the id "none"/],
      [{ comparison_id: "twin", action: "tie" }, "refused", /2 comparisons have the id "twin": [0-9a-f]{24}, [0-9a-f]{24}\./],
      [{ action: "undo" }, "refused", /Nothing to undo/],
      [{ action: "redo" }, "refused", /Nothing to redo/],
      [`${" ".repeat(1_100_000)}{}`, "over_limit", /at most 1048576 bytes/],
    ];
    const { code, answers, stderr } = await decide(["", ...bad.map(([line]) => line), "  ", { comparison_id: "a", action: "tie" }]);
    for (const [index, [, errorCode, message]] of bad.entries()) {
      const answer = answers[index];
      expect(answer).toEqual({
        ok: false,
        line: index + 2,
        error: { code: errorCode, message: expect.stringMatching(message), fix: expect.any(String) },
      });
    }
    expect(answers.slice(bad.length)).toEqual([expect.objectContaining({ ok: true, line: bad.length + 3 })]);
    expect(code).toBe(1);
    expect(stderr).toBe("");
    // The keys in the answer name the twins.
    const keys = answers.find(({ error }) => error?.code === "refused").error.message.match(/[0-9a-f]{24}/g);
    expect(await decide(keys.map((comparison: string) => ({ comparison, action: "tie" })))).toMatchObject({
      code: 0,
      answers: [{ ok: true }, { ok: true }],
    });
  });

  it("answers while stdin is open, and keeps only whole lines after a signal", async () => {
    await imported([{ id: "a" }, { id: "b" }]);
    const { child, ended, nextLine } = assay("decide", "--workspace", workspace);
    const line = `${JSON.stringify({ comparison_id: "a", action: "tie" })}\n`;
    const half = JSON.stringify({ comparison_id: "b", action: "tie" });
    child.stdin.write(line + half);
    expect(JSON.parse((await nextLine()) ?? "")).toMatchObject({ ok: true, line: 1 });
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0, answers: [expect.stringContaining(`"line":1`)] });
    expect(await outputLines("curation.jsonl")).toHaveLength(1);
    // A real end of input is the end of the last line, too.
    const last = assay("decide", "--workspace", workspace);
    last.child.stdin.end(half);
    expect(await last.ended).toMatchObject({ code: 0, answers: [expect.stringContaining("marked b as a tie")] });
  });

  it.each([
    [["--json"], /no --json/],
    [["--actor-kind", "robot"], /person or agent/],
    [["--actor", "two\nlines"], /on one line/],
    [["file.jsonl"], /takes no file/],
  ])("refuses %j as wrong usage", async (options, message) => {
    const { code, stderr } = await decide([], ...options);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it("creates no workspace from a mistyped path", async () => {
    expect(await decide([])).toMatchObject({ code: 3, answers: [] });
  });
});

describe("assay generate", () => {
  const counts = { created: 2, changed: 0, removed: 0, by_tier: { gold: 1, silver: 1, bronze: 0 } };
  const leftOut = { decided: 1, below_threshold: 1, unchanged: 0, no_winner: 1, no_score: 0, invalid: 0, duplicate: 0, unusable: 0 };
  const generate = async (...options: string[]) => assay("generate", "--workspace", workspace, ...options).ended;

  it("previews, generates, leaves decisions alone, and is one undo step", async () => {
    await imported([{ id: "a", score: 0.95 }, { id: "b", score: 0.8 }, { id: "c", score: 0.9 }, { id: "d", score: 0.1 }, { id: "e" }]);
    expect(await decide([{ comparison_id: "c", action: "all_bad" }])).toMatchObject({ code: 0 });
    const dry = await generate("--dry-run", "--json");
    expect(dry.code).toBe(0);
    const { examples, ...told } = JSON.parse(dry.stdout);
    expect(told).toEqual({ ...counts, left_out: leftOut, dry_run: true });
    expect(examples).toMatchObject([
      { change: "new", comparison_id: "a", engine_id: "right", query: "question of a", score: 0.95, tier: "gold" },
      { change: "new", comparison_id: "b", tier: "silver" },
    ]);
    expect((await generate("--dry-run")).stdout).toMatch(/Examples:\nchange .*\nnew +gold +0\.95 +right +a +question of a\n/);
    expect(await tiers()).toEqual([]);
    expect(JSON.parse((await generate("--json")).stdout)).toEqual({ ...counts, left_out: leftOut, dry_run: false });
    expect(await tiers()).toEqual(["auto gold", "auto silver"]);
    expect(await generate()).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing to generate.") });
    const after = JSON.parse((await generate("--json")).stdout);
    expect(after).toMatchObject({ created: 0, left_out: { ...leftOut, unchanged: 2 } });
    expect(await decide([{ action: "undo" }])).toMatchObject({ answers: [{ ok: true, description: "undone: generated 2 samples" }] });
    expect(await tiers()).toEqual([]);
    // What was decided later by whomever takes the sample with it.
    await generate();
    expect(await decide([{ comparison_id: "a", candidate: 0, action: "winner" }])).toMatchObject({ code: 0 });
    expect(await tiers()).toEqual(["auto silver"]);
    expect(await generate()).toMatchObject({ code: 0 });
    expect(await tiers()).toEqual(["auto silver"]);
  });

  it("promotes every undecided winner from a score on, of a filter", async () => {
    await imported([
      { id: "a", score: 0.95 },
      { id: "b", score: 0.92 },
      { id: "c", score: 0.7 },
    ]);
    const promote = (...more: string[]) => generate("--tier", "bronze", "--min-score", "0.9", "--json", ...more);
    const made = { created: 1, by_tier: { gold: 0, silver: 0, bronze: 1 } };
    // A reader has no search; both ways say the same.
    expect(JSON.parse((await promote("--filter", '{"maxScore":0.93}', "--dry-run")).stdout)).toMatchObject(made);
    expect(JSON.parse((await promote("--filter", '{"text":"question of B"}', "--dry-run")).stdout)).toMatchObject({
      ...made,
      examples: [{ comparison_id: "b", tier: "bronze" }],
    });
    expect(await tiers()).toEqual([]);
    expect(JSON.parse((await promote()).stdout)).toMatchObject({ created: 2, left_out: { below_threshold: 1 } });
    expect(await tiers()).toEqual(["auto bronze", "auto bronze"]);
    expect(await decide([{ action: "undo" }])).toMatchObject({
      answers: [{ ok: true, description: "undone: generated 2 samples: winners with score 0.9 or more to bronze" }],
    });
  });

  it.each([
    [["--tier", "gold"], /--min-score is a number from 0 to 1/],
    [["--min-score", "0.9"], /--tier is one of gold, silver, bronze/],
    [["--tier", "gold", "--min-score", "2"], /--min-score is a number from 0 to 1/],
    [["--filter", "{"], /--filter must be JSON/],
    [["--filter", '{"txet":"a"}'], /--filter: \/txet is not a known key/],
  ])("refuses %j as wrong usage", async (options, message) => {
    expect(await generate(...options)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  it("has an example in its help", async () => {
    expect((await assay("generate", "--help").ended).stdout).toContain("Examples:\n  npm run --silent assay -- generate --workspace DIR");
    expect((await assay("decide", "--help").ended).stdout).toContain(`"action":"promote"`);
  });
});
