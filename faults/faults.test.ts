import { beforeAll, expect, it } from "vitest";
import { ensureBuilt } from "../scripts/lib/build.mjs";
import { cliPath } from "../scripts/lib/places.mjs";
import { faults } from "./all.ts";
import { runFaults } from "./lib/run.ts";

/** A bounded `npm run faults` with a fixed seed; ASSAY_SEED sets another. */
const seed = Number(process.env.ASSAY_SEED ?? 20261126);
const chosen = ["kill-collect", "kill-import", "kill-curation", "kill-drafts", "two-writers", "properties"];
const budgetMs = 9_000;

beforeAll(ensureBuilt);

it("promises hold when the command line is killed or fed arbitrary bytes", () => holds(chosen, budgetMs), 120_000);

// A budget of 0 lets each run its first case only; both mostly wait.
it("promises hold on a slow disk and with a jumping clock", async () => {
  await Promise.all([holds(["slow-disk"], 0), holds(["clock"], 0)]);
});

async function holds(names: readonly string[], budgetMs: number): Promise<void> {
  const said: string[] = [];
  const outcomes = await runFaults({
    faults: faults.filter(({ name }) => names.includes(name)),
    cli: cliPath,
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
