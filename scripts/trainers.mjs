// npm run trainers -- [--only ENVIRONMENT]… [--exports FOLDER] [--write]
// Exports real records for every target and reads each export with every trainer's loader that takes it, training a tiny model for a step where
// that is how the loader reads; then follows the page about a DPO run, its Python too. Needs Python 3.11 and the Python package index, gcc for torch, 10 GB of disk; says so and skips what it cannot have.
//   --only ENVIRONMENT   datasets, together, mlx, sagemaker (1 GB together); trl, llamafactory, axolotl, verl (2 GB each)
//   --exports FOLDER     reads exports made earlier instead: a folder with one export in each folder, named after its target
//   --write              puts the table into docs/exporting.md
// Exit code 1 when a loader refuses an export, or reads other than all rows.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt } from "./lib/build.mjs";
import { ensureInstalled } from "./lib/install.mjs";
import { main, say } from "./lib/run.mjs";
import { ensureEnvironment, environments, findPython } from "./trainers/environments.mjs";
import { exportAll, findExports } from "./trainers/exports.mjs";
import { followPage } from "./trainers/follow-page.mjs";
import { readExports } from "./trainers/readings.mjs";
import { isFault, toTable, writeTable } from "./trainers/table.mjs";

await main(async () => {
  const { values } = parseArgs({
    options: { only: { type: "string", multiple: true }, exports: { type: "string" }, write: { type: "boolean" } },
  });
  const unknown = values.only?.find((name) => !environments.includes(name));
  if (unknown !== undefined) throw new Error(`There is no environment ${unknown}: ${environments.join(", ")}.`);
  const python = await findPython();
  if (python === null) {
    say("Skipped: the loaders are pinned for Python 3.11, and there is none. Install it, or name it in ASSAY_PYTHON.");
    return 0;
  }
  const folder = values.exports ?? mkdtempSync(join(tmpdir(), "assay-trainers-"));
  try {
    if (values.exports === undefined) {
      await ensureInstalled();
      await ensureBuilt();
      await exportAll(folder);
    }
    const exports = findExports(folder);
    const readings = [];
    for (const name of values.only ?? environments) {
      const program = await ensureEnvironment(name, python);
      if (program === null) continue;
      say(`Reading with ${name} …`);
      readings.push(...(await readExports(program, name, exports)));
      if (name === "trl" && values.exports === undefined) {
        const page = "docs/from-comparisons-to-a-dpo-run.md";
        say(`Following ${page} …`);
        say(`${await followPage(page, program)} blocks ran.`);
      }
    }
    process.stdout.write(`${toTable(exports, readings)}\n`);
    if (values.write) writeTable(exports, readings);
    const faults = readings.filter((reading) => isFault(reading, exports));
    for (const { target, loader, rows, detail } of faults)
      say(`${target}, ${loader}: ${rows === null ? detail : `${rows} rows. ${detail}`}`);
    return faults.length > 0 ? 1 : 0;
  } finally {
    if (values.exports === undefined) rmSync(folder, { recursive: true, force: true });
  }
});
