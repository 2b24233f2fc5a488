/**
 * Takes the README's screenshots of every view from the running program, with the sample's records dropped on the window as a person
 * would: from a real Electron, or with --web from the web host. Usage: node scripts/screenshots.mjs [--web]
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { drop } from "../e2e/drop.ts";
import { startElectron } from "../e2e/hosts/electron.ts";
import { projectRoot, sampleDir } from "../e2e/hosts/paths.ts";
import { startWeb } from "../e2e/hosts/web.ts";
import { chooseTheme, goTo, heading } from "../e2e/specs/app.ts";
import { allOnDisk, candidate, openComparisons } from "../e2e/specs/review.ts";
import { settled } from "../e2e/specs/settled.ts";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureChromium } from "./lib/chromium.mjs";
import { prepareElectron } from "./lib/electron-host.mjs";

const images = join(projectRoot, "docs/images");
const folder = await mkdtemp(join(tmpdir(), "assay-screenshots-"));
const place = { workspaceDir: join(folder, "nightly-runs"), stateDir: join(folder, "state"), env: {} };
for (const path of [images, place.workspaceDir, place.stateDir]) await mkdir(path, { recursive: true });

const common = { schema_version: 1, engine_id: "tulu-30b", input: "", output: "" };
const refused = [
  { ...common, trace_id: "t-7", timestamp: 1_670_000_000_000, metrics: { success: true } },
  { ...common, trace_id: "t-8", timestamp: 1_670_000_000, metrics: {} },
];

/** Writes lines as a file to drop. */
async function file(name, lines) {
  await writeFile(join(folder, name), lines.map((line) => `${line}\n`).join(""));
  return join(folder, name);
}

/** The sample's executions in pieces of growing and shrinking size, so that the screenshot has a rate to show. */
async function pieces() {
  const lines = (await readFile(join(sampleDir, "output/events.jsonl"), "utf8")).split("\n").filter((line) => line !== "");
  const files = [];
  for (let at = 0; at < lines.length; ) {
    const size = 60 + Math.round(60 * Math.sin(files.length / 2.2));
    files.push(await file(`run-${String(files.length + 1).padStart(2, "0")}.jsonl`, lines.slice(at, at + size)));
    at += size;
  }
  return files;
}

await ensureBuilt();
const isWeb = process.argv.includes("--web");
const electron = isWeb ? { env: { ASSAY_CHROMIUM: await ensureChromium() }, stop: () => {} } : await prepareElectron();
// Times are shown in the zone of the program.
Object.assign(process.env, electron.env, { TZ: "UTC" });
const host = await (isWeb ? startWeb(place) : startElectron(place));
try {
  const { page } = host;
  const screenshot = async (name) => {
    // Where the pointer and the focus were left should not be in it.
    await page.mouse.move(1439, 899);
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await settled(page);
    await page.screenshot({ path: join(images, `${name}.png`) });
    process.stdout.write(`docs/images/${name}.png\n`);
  };
  const dropAndWait = async (paths) => {
    await drop(page, await host.handOver(paths));
    for (const path of paths) {
      const report = page.getByRole("listitem").filter({ hasText: basename(path) });
      await report.getByRole("button", { name: "Copy the report" }).waitFor();
    }
  };

  await heading(page).waitFor();
  await dropAndWait([join(sampleDir, "output/comparisons.jsonl"), join(sampleDir, "output/training_samples.jsonl")]);
  const runs = await pieces();
  for (const run of runs) {
    await dropAndWait([run]);
    // The sparkline counts by the second: one piece a second.
    await page.waitForTimeout(900);
  }
  await dropAndWait([
    await file(
      "exported.jsonl",
      refused.map((record) => JSON.stringify(record)),
    ),
  ]);
  await chooseTheme(page, "dark");
  await goTo(page, "Live");
  await page
    .getByRole("button", { name: /^1 exported\.jsonl/ })
    .first()
    .click();
  await page
    .getByRole("button", { name: /exported\.jsonl:\d/ })
    .first()
    .click();
  await screenshot("live");

  await chooseTheme(page, "light");
  await goTo(page, "Overview");
  await page.getByRole("region", { name: /^Slowest engine, by/ }).waitFor();
  await screenshot("overview");

  await goTo(page, "Engines");
  await page.getByRole("grid").waitFor();
  await screenshot("engines");

  await openComparisons(page);
  while ((await page.getByRole("region", { name: /^Candidate [A-Z]+ of/ }).count()) < 3) {
    const before = await candidate(page, 1).innerText();
    await page.keyboard.press("j");
    await page.waitForFunction((text) => document.querySelector("[data-candidate='0']")?.innerText !== text, before);
  }
  await page.keyboard.press("1");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("3");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("x");
  await allOnDisk(page);
  await page.getByText("updating…").waitFor({ state: "hidden" });
  await screenshot("comparisons");

  await drop(page, await host.handOver([await file("tulu-30b-q4.gguf", ["GGUF".repeat(4096)])]));
  await goTo(page, "Models");
  await page.getByRole("button", { name: /^Verify/ }).click();
  await page.getByText("Verified").waitFor();
  await screenshot("models");

  await goTo(page, "Executions");
  await page.getByRole("listbox", { name: "Executions" }).getByRole("option").nth(2).click();
  await screenshot("executions");
  await goTo(page, "Samples");
  await page.getByRole("listbox", { name: "Samples" }).getByRole("option").first().click();
  await screenshot("samples");
  await goTo(page, "Import");
  await screenshot("import");
  await goTo(page, "Settings");
  await screenshot("settings");
} finally {
  await host.stop();
  electron.stop();
  await rm(folder, { recursive: true, force: true });
}
