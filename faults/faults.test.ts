import { resolve } from "node:path";
import { expect, it } from "vitest";
import { faults } from "./all.ts";
import { runFaults } from "./lib/run.ts";

/** The bounded form of `npm run faults`: from source, so that it needs no build. A failure prints its seed. */
const few = ["kill-collect", "kill-import", "kill-curation", "kill-drafts", "two-writers", "properties"];
const budgetMs = 9_000;

it("promises hold when the command line is killed and fed with anything", () => holds(few, budgetMs), 120_000);

// With no time given, each does its first case and no more; both mostly wait.
it("promises hold on a slow disk, and with a clock that jumps", async () => {
  await Promise.all([holds(["slow-disk"], 0), holds(["clock"], 0)]);
}, 120_000);

async function holds(names: readonly string[], budgetMs: number): Promise<void> {
  const seed = Number(process.env.ASSAY_FAULTS_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const said: string[] = [];
  const outcomes = await runFaults({
    faults: faults.filter(({ name }) => names.includes(name)),
    cli: resolve(import.meta.dirname, "../src/main/headless/cli.ts"),
    seed,
    rounds: 3,
    cases: 40,
    budgetMs,
    say: (line) => said.push(line),
  });
  expect(
    outcomes.flatMap(({ violations }) => violations),
    `seed ${seed}\n${said.join("\n")}`,
  ).toEqual([]);
  expect(outcomes.reduce((sum, { rounds }) => sum + rounds, 0)).toBeGreaterThan(0);
}
