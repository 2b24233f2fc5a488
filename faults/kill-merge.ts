import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkDataset, steps } from "./lib/curated.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import type { Random } from "./lib/random.ts";
import { comparison, sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

const roundsAWorkspace = 4;
const comparisons = 300;

interface Prepared {
  workspace: string;
  theirs: string;
  samples: string[];
}

/** kill -9 while another reviewer's log is merged: it is there whole or not at all, it can be merged then, and undo restores what was before. */
export const killMerge: Fault = {
  name: "kill-merge",
  kills: true,
  async run(context) {
    let prepared: Prepared | null = null;
    for (let round = 0; round < context.rounds && !context.late(); round++) {
      if (round % roundsAWorkspace === 0 || !prepared) prepared = await prepare(context, round);
      await decide(context, prepared.workspace, "ada", 20);
      await decide(context, prepared.theirs, "bob", 400);
      await mergeAndKill(context, prepared);
      context.round();
    }
  },
};

async function prepare({ assay, random, folder }: FaultContext, round: number): Promise<Prepared> {
  const samples = Array.from({ length: 20 }, (_, i) => sample(`s${i}`, random));
  const path = join(folder, `source${round}.jsonl`);
  await writeFile(path, `${[...samples, ...Array.from({ length: comparisons }, (_, i) => comparison(`c${i}`, random))].join("\n")}\n`);
  const [workspace, theirs] = [join(folder, `ours${round}`), join(folder, `theirs${round}`)];
  for (const one of [workspace, theirs]) {
    const { code, stderr } = await assay.run(["import", path, "--workspace", one, "--json"]);
    if (code !== 0) throw new Error(`the import before the round failed: ${stderr}`);
  }
  return { workspace, theirs, samples };
}

async function decide({ assay, random, violate }: FaultContext, workspace: string, actor: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, () => `${JSON.stringify(decision(random))}\n`).join("");
  const args = ["decide", "--workspace", workspace, "--actor", actor, "--actor-kind", "person"];
  const { code, stderr } = await assay.run(args, { stdin: Buffer.from(lines) });
  if (code !== 0) violate(`assay decide ended with ${code}: ${stderr}`);
}

function decision(random: Random): Record<string, unknown> {
  const on = { comparison_id: `c${random.below(comparisons)}` };
  const candidate = random.below(3);
  return random.pick([
    { ...on, candidate, action: "promote", tier: random.pick(["gold", "silver", "bronze"]) },
    { ...on, candidate, action: "reject" },
    { ...on, candidate, action: "winner" },
    { ...on, action: "tie" },
    { ...on, action: "note", note: `n-${random.below(1e9)}` },
  ]);
}

async function mergeAndKill(context: FaultContext, { workspace, theirs, samples }: Prepared): Promise<void> {
  const { assay, random, violate } = context;
  const log = join(workspace, "output", "curation.jsonl");
  const dataset = join(workspace, "output", "training_samples.jsonl");
  const merges = (all: readonly { type: string }[]) => all.filter(({ type }) => type === "merge").length;
  const mergesBefore = merges(await steps(workspace, violate));
  const before = { log: (await seen(log)).lines.length, dataset: (await seen(dataset)).lines };
  const running = assay.start(["merge", theirs, "--workspace", workspace, "--actor", "ada", "--json"]);
  // Half of the kills wait for the first bytes of the merge to be written.
  if (random.chance(0.5)) await running.until(() => false, random.between(100, 2500));
  else {
    const started = performance.now();
    while (running.alive && performance.now() - started < 20_000) {
      const now = await seen(log);
      if (now.lines.length > before.log || now.tornBytes > 0) break;
    }
    await running.until(() => false, random.between(0, 5));
  }
  running.kill("SIGKILL");
  await running.ended;
  await verified(assay, workspace, violate);
  const killed = await steps(workspace, violate);
  const isThere = merges(killed) > mergesBefore;
  if (running.lines.length > 0 && !isThere) violate("assay merge answered, and its merge is not in curation.jsonl");
  await checkDataset(workspace, killed, samples, violate);

  const again = await assay.run(["merge", theirs, "--workspace", workspace, "--actor", "ada", "--json"]);
  const report = again.code === 0 ? (JSON.parse(again.stdout) as { events: { new: number } }) : null;
  if (!report) violate(`assay merge after the kill ended with ${again.code}: ${again.stderr}`);
  else if (isThere !== (report.events.new === 0))
    violate(`a killed merge is ${isThere ? "there" : "not there"}, and ${report.events.new} events are new`);
  const merged = await steps(workspace, violate);
  if (merges(merged) !== mergesBefore + 1) violate("a merge is in curation.jsonl more than once, or not at all");
  await checkDataset(workspace, merged, samples, violate);

  for (const action of ["undo", "redo"]) {
    const args = ["decide", "--workspace", workspace, "--actor", "ada", "--actor-kind", "person"];
    const { code, stdout } = await assay.run(args, { stdin: Buffer.from(`{"action":"${action}"}\n`) });
    if (code !== 0) violate(`${action} of a merge failed: ${stdout}`);
    await checkDataset(workspace, await steps(workspace, violate), samples, violate);
    const now = (await seen(dataset)).lines;
    if (action === "undo" && [...now].sort().join("\n") !== [...before.dataset].sort().join("\n"))
      violate("undo of a merge does not restore the dataset");
  }
}
