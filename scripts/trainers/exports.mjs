import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cliPath, inRoot, node24 } from "../lib/places.mjs";
import { run, say } from "../lib/run.mjs";

/** Exports of real records by the built command line, one for each target. */

/** What is exported: the sample workspace, and conversations with system prompts, several turns and calls of tools. */
const golden = (name) => inRoot("src", "main", "engine", "export", "targets", "golden", name);
const sources = [
  inRoot("resources", "sample", "output", "training_samples.jsonl"),
  inRoot("resources", "sample", "output", "comparisons.jsonl"),
  ...["chat.jsonl", "trl-preference.jsonl", "trl-kto.jsonl"].map(golden),
];

/** A second split of each, under the name that the target's trainer reads. */
const splitOf = (target) => (target === "mlx" ? "train=0.8,valid=0.1,test=0.1" : "train=0.9,test=0.1");

/** Writes `FOLDER/TARGET` for every target. */
export async function exportAll(folder) {
  const workspace = mkdtempSync(join(tmpdir(), "assay-trainers-workspace-"));
  const assay = (...args) => run(`assay ${args[0]}`, node24(), [cliPath, ...args, "--workspace", workspace], { quiet: true });
  try {
    await assay("import", ...sources);
    mkdirSync(folder, { recursive: true });
    for (const target of targetNames()) {
      say(`Exporting ${target} …`);
      await assay("export", "--target", target, "--out", join(folder, target), "--split", splitOf(target), "--seed", "7");
    }
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** The targets, as their golden files name them: there is one `TARGET.jsonl` for each. */
const targetNames = () =>
  readdirSync(golden("."))
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => name.slice(0, -".jsonl".length));

/** The exports in a folder. @returns their target, place, files with rows, and the number of rows that the manifest says. */
export function findExports(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const { splits } = JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8"));
      const files = splits.filter(({ rows }) => rows > 0);
      return {
        target: name,
        folder: join(folder, name),
        files: files.map(({ file }) => file),
        rows: files.reduce((sum, { rows }) => sum + rows, 0),
      };
    });
}
