import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { faults } from "./all.ts";
import { formatTable, runFaults } from "./lib/run.ts";

/** npm run faults: breaks workspaces in many ways and checks from outside whether the promises hold. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    only: { type: "string", multiple: true },
    seed: { type: "string" },
    cases: { type: "string", default: "300" },
    minutes: { type: "string", default: "180" },
    cli: { type: "string", default: resolve(import.meta.dirname, "../out/headless/cli.js") },
    keep: { type: "boolean", default: false },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const say = (line: string) => process.stdout.write(`${line}\n`);
const chosen = faults.filter(({ name }) => values.only === undefined || values.only.includes(name));
const [rounds, cases, minutes] = [Number(values.rounds), Number(values.cases), Number(values.minutes)];
if (chosen.length === 0 || ![rounds, cases, minutes, seed].every((number) => Number.isFinite(number) && number >= 0)) {
  say(
    `npm run faults -- [--rounds N] [--only NAME]… [--seed S] [--cases N] [--minutes N] [--keep]\nNames: ${faults.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}
say(
  `seed ${seed}; to repeat: npm run faults -- --rounds ${rounds} --seed ${seed}${(values.only ?? []).map((name) => ` --only ${name}`).join("")}`,
);
const outcomes = await runFaults({
  faults: chosen,
  cli: values.cli,
  seed,
  rounds,
  cases,
  budgetMs: minutes * 60_000,
  say,
  keep: values.keep,
});
say(`\n${formatTable(outcomes)}\n\nseed ${seed}`);
process.exitCode = outcomes.some(({ violations }) => violations.length > 0) ? 1 : 0;
