/**
 * Takes the README's pictures from the running program: the web host on the sample's records, dropped on the
 * window as a person would. Needs a build and a Chromium. Usage: node scripts/screenshots.mjs
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drop } from "../e2e/drop.ts";
import { projectRoot, sampleDir } from "../e2e/hosts/paths.ts";
import { startWeb } from "../e2e/hosts/web.ts";
import { goTo } from "../e2e/specs/app.ts";
import { allOnDisk, openComparisons } from "../e2e/specs/review.ts";
import { settled } from "../e2e/specs/settled.ts";

const pictures = join(projectRoot, "docs/images");
const folder = await mkdtemp(join(tmpdir(), "assay-pictures-"));
const place = { workspaceDir: join(folder, "nightly-runs"), stateDir: join(folder, "state"), env: {} };
const refusedLines = [
  {
    schema_version: 1,
    trace_id: "t-7",
    engine_id: "tulu-30b",
    timestamp: 1_670_000_000_000,
    input: "",
    output: "",
    metrics: { success: true },
  },
  { schema_version: 1, trace_id: "t-8", engine_id: "tulu-30b", timestamp: 1_670_000_000, input: "", output: "", metrics: {} },
];

await mkdir(pictures, { recursive: true });
await mkdir(place.workspaceDir, { recursive: true });
await mkdir(place.stateDir);
const bad = join(folder, "exported.jsonl");
await writeFile(bad, refusedLines.map((line) => `${JSON.stringify(line)}\n`).join(""));

const host = await startWeb(place);
try {
  const { page } = host;
  const picture = async (name) => {
    await settled(page);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    process.stdout.write(`docs/images/${name}.png\n`);
  };
  const files = ["events.jsonl", "comparisons.jsonl", "training_samples.jsonl"].map((name) => join(sampleDir, "output", name));
  await page.getByRole("navigation", { name: "Views" }).waitFor();
  await drop(page, [...files, bad]);
  await page.getByRole("button", { name: "Copy the report" }).nth(files.length).waitFor();

  await goTo(page, "Live");
  await picture("live");

  await goTo(page, "Engines");
  await page.getByRole("grid").waitFor();
  await picture("engines");

  await openComparisons(page);
  await page.keyboard.press("1");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("3");
  await allOnDisk(page);
  await picture("comparisons");
} finally {
  await host.stop();
  await rm(folder, { recursive: true, force: true });
}
