import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runAssay } from "./testing/run-assay.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-merge-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const assay = (person: string, ...argv: string[]) => runAssay(argv, { env: { ASSAY_HOME: join(folder, person) } });
const decide = (person: string, lines: readonly object[]) =>
  runAssay(["decide", "--workspace", join(folder, `w-${person}`), "--actor-kind", "person"], {
    env: { ASSAY_HOME: join(folder, person) },
    stdin: lines.map((line) => Buffer.from(`${JSON.stringify(line)}\n`)),
  });

it("merges what two people, each with a name of their own, decided, and says how far they agree", async () => {
  const comparisons = Array.from({ length: 6 }, (_, i) => ({
    comparison_id: `c-${i}`,
    query: `what is ${i}?`,
    candidates: ["a", "b"].map((engine) => ({ engine_id: engine, output: `${engine} ${i}`, metrics: {} })),
  }));
  const path = join(folder, "comparisons.jsonl");
  await writeFile(path, comparisons.map((one) => `${JSON.stringify(one)}\n`).join(""));
  for (const person of ["Ada", "Bob"]) {
    await assay(person, "config", "--machine", `reviewer=${person}`);
    await assay(person, "import", path, "--workspace", join(folder, `w-${person}`));
  }
  const winner = (at: number, candidate: number) => ({ comparison_id: `c-${at}`, action: "winner", candidate });
  await decide("Ada", [winner(0, 0), winner(1, 0), winner(2, 1), winner(3, 1)]);
  await decide("Bob", [winner(0, 0), winner(1, 1), winner(2, 1), winner(3, 1), winner(4, 0)]);
  const args = ["merge", join(folder, "w-Bob"), "--workspace", join(folder, "w-Ada")];
  const dry = JSON.parse((await assay("Ada", ...args, "--dry-run", "--json")).stdout);
  expect(dry).toMatchObject({ events: { new: 5, known: 0 }, reviewers: ["Bob"], conflicts: 1, merged: false, dry_run: true });
  // sklearn.metrics.cohen_kappa_score([1, 1, 2, 2], [1, 2, 2, 2]) is 0.5.
  expect(dry.agreement).toEqual([{ reviewers: ["Ada", "Bob"], n: 4, agreed: 3, kappa: expect.objectContaining({ value: 0.5 }) }]);
  const merged = await assay("Ada", ...args);
  expect(merged).toMatchObject({ code: 0 });
  expect(merged.stdout).toContain("Merged 5 events of Bob; 0 were here already.");
  expect(merged.stdout).toContain("1 conflict:");
  expect(merged.stdout).toMatch(/Ada and Bob +4 +75% +0\.50/);
  expect((await assay("Ada", ...args)).stdout).toContain("Nothing new: all 5 events are here already.");
  const log = await readFile(join(folder, "w-Ada", "output", "curation.jsonl"), "utf8");
  expect(log.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).actor]))).toEqual(["Ada", "Ada", "Ada", "Ada", "Ada"]);
});

it.each([
  [[], "merge takes one workspace"],
  [["a", "b"], "merge takes one workspace"],
  [["w", "--as", "two\nlines"], "--as is a name"],
])("%j is refused", async (argv, message) => {
  const ran = await assay("Ada", "merge", ...argv, "--workspace", join(folder, "w"));
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});
