// npm run mutate:guards [-- WORD…]: breaks the window's guards (scripts/lib/guard-mutations.mjs) one at a time in a built copy, and runs the
// specs of each in a real Electron, which pass before and must fail then. Prints a line a guard; exits with 1 when one is not missed. Words choose guards by name.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { prepareElectron } from "./lib/electron-host.mjs";
import { guardMutations } from "./lib/guard-mutations.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { inRoot, node24, tools } from "./lib/places.mjs";
import { main, run, say } from "./lib/run.mjs";

await main(async () => {
  const words = process.argv.slice(2);
  const chosen = guardMutations.filter(({ guard }) => words.length === 0 || words.some((word) => guard.includes(word)));
  await ensureInstalled();
  const electron = await prepareElectron();
  try {
    if (electron.env.ASSAY_NO_ELECTRON !== undefined) throw new Error(electron.env.ASSAY_NO_ELECTRON);
    const { folder } = JSON.parse(electron.env.ASSAY_ELECTRON);
    if (folder === undefined) throw new Error("guards are broken in a program built for Electron 25; here is another Electron");
    const specs = [...new Set(chosen.map(({ spec }) => spec))];
    const unbroken = await failedSpecs(specs, electron.env);
    if (unbroken.length > 0) throw new Error(`with every guard in place these specs fail: ${unbroken.join(", ")}`);
    let missed = 0;
    for (const mutation of chosen) {
      await run("build", node24(), [inRoot("scripts", "build-electron25.mjs"), join(folder, "resources", "app")], {
        quiet: true,
        env: { ...process.env, ASSAY_BREAK_GUARD: mutation.guard },
      });
      const failed = await failedSpecs([mutation.spec], electron.env);
      if (failed.length === 0) missed += 1;
      say(`${mutation.guard}: ${failed.length === 0 ? "NOT NOTICED" : `noticed by "${failed.join('", "')}"`}`);
    }
    say(`${chosen.length - missed} of ${chosen.length} broken guards were noticed`);
    return missed === 0 ? 0 : 1;
  } finally {
    electron.stop();
  }
});

/** The titles of the specs that failed in a real Electron. @throws when none ran. */
async function failedSpecs(specs, env) {
  const report = inRoot("test-results", "reports", "broken-guard.json");
  mkdirSync(inRoot("test-results", "reports"), { recursive: true });
  rmSync(report, { force: true });
  const args = [tools.playwright(), "test", "-c", "e2e/playwright.config.ts", "--project=electron", "--reporter=json", ...specs];
  await run("playwright", node24(), args, { quiet: true, env: { ...process.env, ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } }).catch(
    () => {},
  );
  const { suites, stats } = JSON.parse(readFileSync(report, "utf8"));
  if (stats.expected + stats.unexpected === 0) throw new Error(`no spec of ${specs.join(", ")} ran`);
  const listSpecs = ({ specs: own = [], suites: inner = [] }) => [...own, ...inner.flatMap(listSpecs)];
  return suites.flatMap(listSpecs).flatMap(({ ok, title }) => (ok ? [] : [title]));
}
