import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { counted, getSize, latin1, quarantined, seen, short } from "./lib/files.ts";
import { comparison, execution, invalidLine, sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

/** Kills before the import is allowed to finish. */
const killsAnImport = 3;
const lineCount = 8000;

interface Source {
  path: string;
  /** The final content of each journal, in order. */
  wanted: Map<string, string[]>;
  refused: string[];
  lines: number;
  blank: number;
}

/** kill -9 during imports: no torn or foreign line, and importing again adds exactly what was missing. */
export const killImport: Fault = {
  name: "kill-import",
  kills: true,
  async run(context) {
    let source: Source | null = null;
    let workspace = "";
    for (let round = 0; round < context.rounds && !context.late(); round++) {
      if (round % killsAnImport === 0) {
        workspace = join(context.folder, `w${round}`);
        source = await makeSource(context, round);
      }
      if (!source) return;
      await importAndKill(context, workspace, source);
      await checkPart(context, workspace, source);
      // A kill may come before there is a workspace.
      if (existsSync(workspace)) await verified(context.assay, workspace, context.violate);
      if (round % killsAnImport === killsAnImport - 1 || round === context.rounds - 1) await checkWhole(context, workspace, source);
      context.round();
    }
  },
};

async function makeSource({ random, folder }: FaultContext, round: number): Promise<Source> {
  const makers = [
    { file: "events.jsonl", make: execution },
    { file: "comparisons.jsonl", make: comparison },
    { file: "training_samples.jsonl", make: sample },
  ];
  const wanted = new Map(makers.map(({ file }) => [file, [] as string[]]));
  const refused: string[] = [];
  const parts: Buffer[] = [];
  let blank = 0;
  for (let i = 0; i < lineCount; i++) {
    const draw = random.next();
    if (draw < 0.01) {
      blank++;
      parts.push(Buffer.from(" \r"));
    } else if (draw < 0.03) {
      const bytes = invalidLine(`i${round}-${i}`, random);
      refused.push(latin1(bytes));
      parts.push(bytes);
    } else if (draw < 0.06 && parts.length > 0) {
      // A repeated line: a duplicate, another blank, or another rejected one.
      const again = random.pick(parts);
      const text = latin1(again);
      if (text === " \r") blank++;
      else if (refused.includes(text)) refused.push(text);
      parts.push(again);
    } else {
      const { file, make } = random.pick(makers);
      const bytes = Buffer.from(make(`i${round}-${i}`, random));
      wanted.get(file)?.push(latin1(bytes));
      parts.push(bytes);
    }
  }
  const path = join(folder, `source${round}.jsonl`);
  await writeFile(path, Buffer.concat(parts.flatMap((part) => [part, Buffer.from("\n")])));
  return { path, wanted, refused, lines: lineCount, blank };
}

async function importAndKill({ assay, random }: FaultContext, workspace: string, source: Source): Promise<void> {
  const sizes = () => [...source.wanted.keys()].reduce((sum, file) => sum + getSize(join(workspace, "output", file)), 0);
  const before = sizes();
  const running = assay.start(["import", source.path, "--workspace", workspace, "--json"]);
  running.end();
  if (random.chance(0.2)) await running.until(() => false, random.between(0, 2500));
  else {
    await running.until(() => sizes() > before, 20_000);
    await running.until(() => false, random.between(0, random.pick([5, 60, 400])));
  }
  running.kill("SIGKILL");
  await running.ended;
}

/** At any moment: a prefix of the wanted lines. */
async function checkPart({ violate }: FaultContext, workspace: string, source: Source): Promise<void> {
  for (const [file, wanted] of source.wanted) {
    const { lines } = await seen(join(workspace, "output", file));
    const wrong = lines.findIndex((line, i) => line !== wanted[i]);
    if (wrong >= 0) violate(`line ${wrong + 1} of ${file} is not the next line of the import: ${short(lines[wrong] ?? "")}`);
  }
}

async function checkWhole({ assay, violate }: FaultContext, workspace: string, source: Source): Promise<void> {
  const ended = await assay.run(["import", source.path, "--workspace", workspace, "--json"]);
  if (ended.code !== 1) violate(`the import after the kills ended with ${ended.code}: ${ended.stdout.slice(0, 300)}`);
  const { totals } = JSON.parse(ended.stdout) as { totals: Record<string, number> };
  const { lines = 0, accepted = 0, quarantined: refused = 0, duplicates = 0, blank = 0 } = totals;
  if (lines !== source.lines || lines !== accepted + refused + duplicates + blank)
    violate(`${source.lines} lines, and the import counts ${JSON.stringify(totals)}`);
  if (refused !== source.refused.length || blank !== source.blank)
    violate(`${source.refused.length} refused and ${source.blank} blank lines, and the import counts ${JSON.stringify(totals)}`);
  await checkPart({ violate } as FaultContext, workspace, source);
  for (const [file, wanted] of source.wanted) {
    const { lines: there } = await seen(join(workspace, "output", file));
    if (there.length !== wanted.length) violate(`${file} has ${there.length} lines in the end instead of ${wanted.length}`);
  }
  const kept = counted(await quarantined(workspace, violate));
  for (const [text, times] of counted(source.refused))
    if ((kept.get(text) ?? 0) < times)
      violate(`refused ${times} times, and ${kept.get(text) ?? 0} times in quarantine.jsonl: ${short(text)}`);
  await verified(assay, workspace, violate);
}
