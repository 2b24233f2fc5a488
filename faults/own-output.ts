import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Ended } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { counted, getSize, latin1, quarantined, seen } from "./lib/files.ts";
import { makeLine } from "./lib/numbered.ts";
import { comparison, execution } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

const endsWithinMs = 60_000;

/** The workspace's own files, or files still being written, as input: every command ends, and no line is there twice. */
export const ownOutput: Fault = {
  name: "own-output",
  kills: false,
  async run(context) {
    await ownFiles(context);
    await growingFile(context);
  },
};

async function ownFiles(context: FaultContext): Promise<void> {
  const { assay, random, violate } = context;
  const workspace = join(context.folder, "own");
  const output = (name: string) => join(workspace, "output", name);
  const source = join(context.folder, "in.jsonl");
  // Enough for reading and writing to overlap.
  const records = Array.from({ length: 5000 }, (_, i) => execution(`own-${i}`, random));
  const refused = Array.from({ length: 2000 }, (_, i) => `no record ${i} ${"x".repeat(3000)}`);
  await writeFile(source, `${[...records, ...refused].join("\n")}\n`);
  await assay.run(["import", source, "--workspace", workspace]);
  const comparisons = Array.from({ length: 50 }, (_, i) => comparison(`own-c-${i}`, random));
  await appendFile(output("events.jsonl"), `${comparisons.join("\n")}\n`);

  const collect = ["collect", "--workspace", workspace, "--kind", "engine_execution"];
  const commands: [what: string, code: number, run: () => Promise<Ended>][] = [
    ["importing its own quarantine.jsonl", 4, () => assay.run(["import", output("quarantine.jsonl"), "--workspace", workspace])],
    [
      "importing its own events.jsonl with duplicates",
      4,
      () => assay.run(["import", output("events.jsonl"), "--keep-duplicates", "--workspace", workspace]),
    ],
    ["collecting its own events.jsonl", 4, () => assay.run(collect, { stdinPath: output("events.jsonl") })],
    ["collecting its own quarantine.jsonl", 4, () => assay.run(collect, { stdinPath: output("quarantine.jsonl") })],
    ["importing its own events.jsonl", 0, () => assay.run(["import", output("events.jsonl"), "--workspace", workspace])],
    ["importing its own events.jsonl again", 0, () => assay.run(["import", output("events.jsonl"), "--workspace", workspace])],
  ];
  for (const [what, code, run] of commands) {
    const before = getSize(output("events.jsonl")) + getSize(output("quarantine.jsonl"));
    const ended = await run();
    if (ended.code !== code) violate(`${what} ends with ${ended.code}: ${ended.stderr.slice(0, 300)}`);
    if (getSize(output("events.jsonl")) + getSize(output("quarantine.jsonl")) !== before) violate(`${what} changed what it read`);
    context.round();
  }
  const there = counted((await seen(output("comparisons.jsonl"))).lines);
  for (const line of comparisons)
    if (there.get(latin1(line)) !== 1) violate("a comparison that lay in events.jsonl is not there once after it was brought in");
  if ((await quarantined(workspace, violate)).length !== refused.length) violate("quarantine holds other lines than were refused");
}

/** A log that is written while it is imported: the import ends, takes whole lines only, and the next one adds the rest. */
async function growingFile(context: FaultContext): Promise<void> {
  const { assay, violate } = context;
  const workspace = join(context.folder, "growing");
  const log = join(context.folder, "growing.jsonl");
  const count = 20_000;
  await writeFile(
    log,
    Array.from({ length: count / 2 }, (_, i) => `${makeLine(i)}\n`),
  );
  const running = assay.start(["import", log, "--workspace", workspace, "--json"]);
  running.end();
  let written = count / 2;
  // Each write ends in half a line, so that the log never ends in a whole one while it is imported.
  await appendFile(log, makeLine(written).slice(0, 100));
  const late = setTimeout(() => {
    violate("an import of a file that grows does not end");
    running.kill("SIGKILL");
  }, endsWithinMs);
  while (running.alive) {
    // Fast for a while, then slowly: it grows until the import has ended.
    if (written > count) await wait(2);
    const half = makeLine(written + 1).slice(0, 100);
    await appendFile(log, `${makeLine(written).slice(100)}\n${half}`);
    written++;
  }
  clearTimeout(late);
  const { code, stderr } = await running.ended;
  if (code !== 0) violate(`an import of a file that grows ends with ${code}: ${stderr.slice(0, 300)}`);
  await appendFile(log, `${makeLine(written).slice(100)}\n`);
  await assay.run(["import", log, "--workspace", workspace]);
  const { lines } = await seen(join(workspace, "output", "events.jsonl"));
  if (lines.length !== written + 1 || lines.some((line, i) => line !== makeLine(i)))
    violate(`${lines.length} lines are there of ${written + 1} after a growing file was imported twice`);
  if ((await quarantined(workspace, violate)).length > 0) violate("half a line of a growing file is in quarantine");
  await verified(assay, workspace, (message) => violate(`after a growing file was imported: ${message}`));
  context.round();
}
