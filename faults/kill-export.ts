import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

const targets = ["chat", "csv", "parquet"];
const sampleCount = 4000;

/**
 * kill -9 during an export: its folder is there whole or not at all; with --force it is the old one or the new one, whole. What is left beside it
 * says what it is, and the next export removes it. The workspace is unchanged.
 */
export const killExport: Fault = {
  name: "kill-export",
  kills: true,
  async run(context) {
    const { assay, random, rounds, folder, violate } = context;
    const workspace = join(folder, "w");
    const source = join(folder, "samples.jsonl");
    await writeFile(source, Array.from({ length: sampleCount }, (_, i) => `${sample(`e${i}`, random)}\n`).join(""));
    await assay.run(["import", source, "--workspace", workspace, "--json"]);
    const out = join(folder, "out");
    const wanted = new Map<string, string>();
    for (const target of targets) {
      const made = join(folder, `whole-${target}`);
      const { code, stderr } = await assay.run(exporting(workspace, target, made));
      if (code !== 0) violate(`the export to ${target} ended with ${code}: ${stderr}`);
      wanted.set(await digest(made), target);
    }
    for (let round = 0; round < rounds && !context.late(); round++) {
      const target = random.pick(targets);
      await killOne(context, [...exporting(workspace, target, join(out, "x")), "--force"], out);
      await check(context, out, wanted);
      if (round % 5 === 4 || round === rounds - 1) {
        const { code, stderr } = await assay.run([...exporting(workspace, target, join(out, "x")), "--force"]);
        if (code !== 0) violate(`the export after the kills ended with ${code}: ${stderr}`);
        const names = await readdir(out);
        if (names.join() !== "x") violate(`beside the export lies what killed ones left: ${names.join(", ")}`);
        if (wanted.get(await digest(join(out, "x"))) !== target) violate("the export after the kills is not what was asked for");
      }
      context.round();
    }
    await verified(assay, workspace, violate);
  },
};

const exporting = (workspace: string, target: string, out: string) => [
  "export",
  "--workspace",
  workspace,
  "--target",
  target,
  "--out",
  out,
  "--split",
  "train=0.8,test=0.2",
];

async function killOne({ assay, random }: FaultContext, args: readonly string[], out: string): Promise<void> {
  const before = list(out).join();
  const running = assay.start(args);
  running.end();
  // Mostly once the staging folder is there: then it is written, swapped and the old one removed.
  if (!random.chance(0.1)) await running.until(() => list(out).join() !== before, 20_000);
  await running.until(() => false, random.between(0, random.pick([5, 100, 600])));
  running.kill("SIGKILL");
  await running.ended;
}

async function check({ violate }: FaultContext, out: string, wanted: ReadonlyMap<string, string>): Promise<void> {
  for (const name of list(out)) {
    if (name === "x") {
      if (!wanted.has(await digest(join(out, name)))) violate("a killed export left a folder that is no whole export");
    } else if (!name.startsWith("x.unfinished-export-")) violate(`a killed export left ${name}, which does not say what it is`);
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Of all names and bytes in a folder. */
async function digest(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).sort()) hash.update(`${name}\0`).update(await readFile(join(folder, name)));
  return hash.digest("hex");
}
