// npm test: format and lint, types, unit and contract conformance, build, end to end in a real Chromium. Stops at the first
// failure; the very last line says how many passed and failed. --only lint|types|unit|e2e runs one part.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureChromium } from "./lib/chromium.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { inRoot, node24, tools } from "./lib/places.mjs";
import { run, say } from "./lib/run.mjs";
import { countPlaywright, countVitest, createTally } from "./lib/tally.mjs";

const tally = createTally();
const reports = inRoot("test-results", "reports");
const toStdout = { stdout: 1 };

/** One that either passes or fails as a whole. */
const check = (work) => async () => {
  await work();
  tally.add({ passed: 1 });
};

const steps = [
  {
    part: "lint",
    title: "format and lint",
    run: check(() => run("biome check", process.execPath, [tools.biome(), "check", "--error-on-warnings", "."], toStdout)),
  },
  { part: "types", title: "types", run: check(() => run("tsc -b", node24(), [tools.tsc(), "-b"], toStdout)) },
  { part: "unit", title: "unit and contract conformance", run: runVitest },
  { part: "e2e", title: "build", run: check(ensureBuilt) },
  { part: "e2e", title: "end to end", run: runPlaywright },
];

process.exitCode = await runSteps();
process.stdout.write(`${tally.line()}\n`);

async function runSteps() {
  const only = process.argv[2] === "--only" ? process.argv[3] : undefined;
  const chosen = steps.filter((step) => only === undefined || step.part === only);
  if (chosen.length === 0 || (process.argv.length > 2 && only === undefined)) {
    say("Usage: npm test [-- --only lint|types|unit|e2e]");
    return 2;
  }
  let title = "install";
  try {
    await ensureInstalled();
    mkdirSync(reports, { recursive: true });
    for (const step of chosen) {
      title = step.title;
      process.stdout.write(`\n── ${title}\n`);
      await step.run();
    }
    return 0;
  } catch (error) {
    if (tally.total.failed === 0) tally.add({ failed: 1 });
    if (error.output) process.stdout.write(error.output);
    process.stdout.write(`\nFAILED at ${title}: ${error.message}\n`);
    return 1;
  }
}

async function runVitest() {
  const report = inRoot("test-results", "reports", "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  await counted(report, countVitest, () => run("vitest", node24(), [tools.vitest(), ...args], toStdout));
}

async function runPlaywright() {
  const chromium = await ensureChromium();
  process.stdout.write(`Chromium: ${chromium}\n`);
  const report = inRoot("test-results", "reports", "playwright.json");
  const env = { ...process.env, ASSAY_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const args = ["test", "-c", "e2e/playwright.config.ts", "--reporter=list,json,./e2e/report-hosts.ts"];
  await counted(report, countPlaywright, () => run("playwright", node24(), [tools.playwright(), ...args], { ...toStdout, env }));
}

/** Runs a tool that writes a report, and counts what the report says even when the tool fails. */
async function counted(report, count, work) {
  rmSync(report, { force: true });
  try {
    await work();
  } finally {
    if (existsSync(report)) tally.add(count(JSON.parse(readFileSync(report, "utf8"))));
  }
}
