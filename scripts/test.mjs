// npm test: format and lint, types, build, unit tests, end-to-end specs in a real Chromium and a real Electron. Stops at the first failing part.
// The last line is "N passed, N failed" (", N skipped"); why tests were skipped stands above it.
//   --only lint|types|unit|e2e|electron|install|package [ARGS…]   one part; further arguments go to its tool. electron is e2e without the web host.
//   --check                              lint, types and the fast unit tests
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter } from "node:path";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureChromium } from "./lib/chromium.mjs";
import { prepareElectron } from "./lib/electron-host.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { ensureNode, supportedNodes } from "./lib/older-nodes.mjs";
import { preparePacked } from "./lib/package/packed-host.mjs";
import { inRoot, node24, tools } from "./lib/places.mjs";
import { run, say } from "./lib/run.mjs";
import { slowTests } from "./lib/slow-tests.mjs";
import { countPlaywright, countVitest, createTally } from "./lib/tally.mjs";

const tally = createTally();
const reports = inRoot("test-results", "reports");
const toStdout = { stdout: 1 };
let hosts = null;
let built = null;

/** A step that passes or fails as a whole. */
const check = (work) => async (args) => {
  await work(args);
  tally.add({ passed: 1 });
};

const steps = [
  {
    part: "lint",
    title: "format and lint",
    run: check((args) => run("biome check", process.execPath, [tools.biome(), "check", "--error-on-warnings", ...pathsOr(args)], toStdout)),
  },
  { part: "types", title: "types", run: check((args) => run("tsc -b", node24(), [tools.tsc(), "-b", ...args], toStdout)) },
  { part: "e2e", title: "build", run: check(() => prepareBuild()) },
  {
    part: "unit",
    title: "unit tests and contract conformance",
    run: async (args) => {
      // In a whole run the hosts of the next part are fetched meanwhile.
      if (flag === undefined) prepareHosts();
      await runVitest(args);
    },
  },
  { part: "e2e", title: "end-to-end specs", run: runPlaywright },
  { part: "install", title: "the package, installed and run by every Node it is for", run: runInstalled },
  { part: "electron", title: "build", run: check(() => ensureBuilt()) },
  {
    part: "electron",
    title: "end-to-end specs in a real Electron",
    run: (args) => {
      process.env.ASSAY_E2E_EVERYWHERE = "1";
      return runPlaywright(["--project=electron", "--project=double", ...args]);
    },
  },
  { part: "package", title: "the packed program", run: runPacked },
];

const [flag, only, ...rest] = process.argv.slice(2);
const fast = flag === "--check";
const chosen = steps.filter(({ part }) => {
  if (flag === "--only") return part === only;
  // For who asks for them by name: a part of e2e, one of unit that fetches two more Nodes, and one that packs the program (5 min).
  if (["electron", "install", "package"].includes(part)) return false;
  return fast ? part !== "e2e" : flag === undefined;
});
process.exitCode = await runSteps();
if (tally.again.length > 0) process.stdout.write(`\n── passed only when run again (a race: find it)\n${tally.again.join("\n")}\n`);
if (tally.total.skipped > 0) process.stdout.write(`\n── skipped\n${tally.skips()}\n\n`);
process.stdout.write(`${tally.line()}\n`);

async function runSteps() {
  if (chosen.length === 0 || (fast && only !== undefined)) {
    say("Usage: npm test [-- --only lint|types|unit|e2e|electron|install|package [ARGS…]], npm run check");
    return 2;
  }
  let title = "install";
  try {
    await ensureInstalled();
    mkdirSync(reports, { recursive: true });
    // In a whole run it is built while its types are checked, which takes one processor.
    if (flag === undefined) prepareBuild();
    for (const step of chosen) {
      title = step.title;
      process.stdout.write(`\n── ${title}\n`);
      await step.run(rest);
    }
    if (fast)
      process.stdout.write(
        `\nLeft out: ${slowTests.length} slow test files (scripts/lib/slow-tests.mjs), the build and e2e; npm test runs them.\n`,
      );
    return 0;
  } catch (error) {
    if (tally.total.failed === 0) tally.add({ failed: 1 });
    if (error.output) process.stdout.write(error.output);
    process.stdout.write(`\nFAILED at ${title}: ${error.message}\n`);
    return 1;
  } finally {
    (await hosts?.catch(() => null))?.electron.stop();
  }
}

function pathsOr(args) {
  return args.length > 0 ? args : ["."];
}

async function runVitest(args) {
  const report = inRoot("test-results", "reports", "vitest.json");
  const options = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args];
  const env = { ...process.env, ASSAY_TESTS: fast ? "fast" : "all" };
  await counted(report, countVitest, () => run("vitest", node24(), [tools.vitest(), ...options], { ...toStdout, env }));
}

async function runInstalled(args) {
  const paths = [];
  for (const version of supportedNodes) paths.push(await ensureNode(version));
  process.env.ASSAY_TEST_NODES = paths.join(delimiter);
  await runVitest(["scripts/package.test.ts", ...args]);
}

/** Once a run. */
function prepareBuild() {
  built ??= ensureBuilt();
  // Whoever needs it is told.
  built.catch(() => {});
  return built;
}

/** What the end-to-end specs run in: a browser, then Electron with its build; most of it is fetched. Once a run. */
function prepareHosts() {
  hosts ??= (async () => ({ chromium: await ensureChromium(), electron: await prepareElectron() }))();
  // Whoever needs it is told.
  hosts.catch(() => {});
  return hosts;
}

async function runPlaywright(args) {
  const { chromium, electron } = await prepareHosts();
  process.stdout.write(`Chromium: ${chromium}\n`);
  const { ASSAY_NO_ELECTRON: reason } = electron.env;
  if (reason !== undefined) tally.add({ skipped: [{ name: "[electron] every spec; the double ran main and preload instead", reason }] });
  const report = inRoot("test-results", "reports", "playwright.json");
  const env = { ...process.env, ...electron.env, ASSAY_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const options = ["test", "-c", "e2e/playwright.config.ts", "--reporter=list,json,./e2e/report-hosts.ts", ...args];
  await counted(report, countPlaywright, () => run("playwright", node24(), [tools.playwright(), ...options], { ...toStdout, env }));
}

async function runPacked(args) {
  const packed = await preparePacked();
  const report = inRoot("test-results", "reports", "packed.json");
  const env = { ...process.env, ...packed.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const options = ["test", "-c", "e2e/packed.config.ts", "--reporter=list,json", ...args];
  try {
    await counted(report, countPlaywright, () => run("playwright", node24(), [tools.playwright(), ...options], { ...toStdout, env }));
  } finally {
    packed.stop();
  }
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
