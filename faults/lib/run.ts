import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Assay } from "./assay.ts";
import type { Fault, Outcome } from "./fault.ts";
import { createRandom, deriveSeed } from "./random.ts";

export interface RunOptions {
  faults: readonly Fault[];
  cli: string;
  seed: number;
  /** kill -9 rounds, shared among the faults that kill. */
  rounds: number;
  cases: number;
  /** Nothing new starts after this time. */
  budgetMs: number;
  /** Receives progress, line by line. */
  say(line: string): void;
  /** Keeps the folder of a fault with violations, for inspection. */
  keep?: boolean;
}

const maxShown = 4000;

/** Runs faults one after another; an error of the harness counts as a violation. */
export async function runFaults({ faults, cli, seed, rounds, cases, budgetMs, say, keep = false }: RunOptions): Promise<Outcome[]> {
  const root = await mkdtemp(join(tmpdir(), "assay-faults-"));
  const home = join(root, "home");
  await mkdir(home);
  const assay = new Assay(cli, home);
  const killers = faults.filter(({ kills }) => kills).length;
  const startedMs = performance.now();
  const outcomes: Outcome[] = [];
  let dealt = 0;
  let kept = false;
  try {
    for (const fault of faults) {
      const folder = join(root, fault.name);
      await mkdir(folder);
      const share = fault.kills ? Math.floor(rounds / killers) + (dealt++ < rounds % killers ? 1 : 0) : 0;
      const outcome: Outcome = { name: fault.name, rounds: 0, violations: [], skipped: [], seconds: 0 };
      outcomes.push(outcome);
      const faultStartedMs = performance.now();
      try {
        await fault.run({
          assay,
          random: createRandom(deriveSeed(seed, fault.name)),
          rounds: share,
          cases,
          seed,
          folder,
          round: () => {
            outcome.rounds++;
          },
          violate: (message) => {
            outcome.violations.push(message);
            // A counterexample may be megabytes; the seed reproduces it.
            const shown = message.length > maxShown ? `${message.slice(0, maxShown)} …` : message;
            say(`VIOLATION ${fault.name}, round ${outcome.rounds + 1}, seed ${seed}: ${shown}`);
          },
          skip: (why) => {
            outcome.skipped.push(why);
            say(`skipped, ${fault.name}: ${why}`);
          },
          late: () => performance.now() - startedMs > budgetMs,
        });
        if (outcome.rounds < share) outcome.skipped.push(`${share - outcome.rounds} rounds, because the time was up`);
      } catch (thrown) {
        const why = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
        outcome.violations.push(why);
        say(`VIOLATION ${fault.name}, round ${outcome.rounds + 1}, seed ${seed}: ${why}`);
      } finally {
        await assay.endAll();
        outcome.seconds = (performance.now() - faultStartedMs) / 1000;
        if (outcome.violations.length > 0 && keep) {
          kept = true;
          say(`kept: ${folder}`);
        } else await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
      say(`${fault.name}: ${outcome.rounds} rounds, ${outcome.violations.length} violations, ${outcome.seconds.toFixed(1)} s`);
    }
  } finally {
    await assay.endAll();
    if (!kept) await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
  return outcomes;
}

/** Formats the table at the end. */
export function formatTable(outcomes: readonly Outcome[]): string {
  const rows = [
    ["fault", "rounds", "violations", "seconds", "skipped"],
    ...outcomes.map((one) => [
      one.name,
      String(one.rounds),
      String(one.violations.length),
      one.seconds.toFixed(1),
      one.skipped.length === 0 ? "" : one.skipped.join("; "),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : column < 4 ? cell.padStart(widths[column] ?? 0) : cell))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
