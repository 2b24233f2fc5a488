import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkDataset, listNotes, steps } from "./lib/curated.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import type { Random } from "./lib/random.ts";
import { comparison, sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

const roundsAWorkspace = 5;
/** The first comparisons get notes, which identify their decisions; the others get all other actions. */
const noted = 30;
const comparisons = 400;
const maxLines = 3000;

interface Prepared {
  workspace: string;
  samples: string[];
  /** Notes in the order sent, and the acknowledged ones. */
  sent: string[];
  answered: string[];
}

/**
 * kill -9 while decisions pour into `assay decide`, and while `assay generate` writes: an acknowledged decision is in the log once and in
 * order, a generation is there whole or not at all, and the dataset follows the log.
 */
export const killDecide: Fault = {
  name: "kill-decide",
  kills: true,
  async run(context) {
    let prepared: Prepared | null = null;
    for (let round = 0; round < context.rounds && !context.late(); round++) {
      if (round % roundsAWorkspace === 0 || !prepared) prepared = await prepare(context, round);
      if (context.random.chance(0.4)) await generateAndKill(context, prepared.workspace);
      await decideAndKill(context, prepared, round);
      await check(context, prepared);
      context.round();
    }
  },
};

async function prepare({ assay, random, folder }: FaultContext, round: number): Promise<Prepared> {
  const workspace = join(folder, `w${round}`);
  const samples = Array.from({ length: 20 }, (_, i) => sample(`s${i}`, random));
  const path = join(folder, `source${round}.jsonl`);
  await writeFile(path, `${[...samples, ...Array.from({ length: comparisons }, (_, i) => comparison(`c${i}`, random))].join("\n")}\n`);
  const { code, stderr } = await assay.run(["import", path, "--workspace", workspace, "--json"]);
  if (code !== 0) throw new Error(`the import before the round failed: ${stderr}`);
  return { workspace, samples, sent: [], answered: [] };
}

async function generateAndKill({ assay, random }: FaultContext, workspace: string): Promise<void> {
  const running = assay.start(["generate", "--workspace", workspace, "--json"]);
  await running.until(() => false, random.between(100, 3000));
  running.kill("SIGKILL");
  await running.ended;
}

async function decideAndKill({ assay, random, violate }: FaultContext, prepared: Prepared, round: number): Promise<void> {
  const running = assay.start(["decide", "--workspace", prepared.workspace, "--actor", `r${round}`]);
  const notes = new Map<number, string>();
  let lines = 0;
  let stopped = false;
  const pour = async () => {
    while (!stopped && running.alive && lines < maxLines) {
      const burst: string[] = [];
      for (let i = random.between(1, 40); i > 0; i--) {
        const decision = decide(random, `${round}-${lines}`);
        lines++;
        if (typeof decision.note === "string") {
          notes.set(lines, decision.note);
          prepared.sent.push(decision.note);
        }
        burst.push(`${JSON.stringify(decision)}\n`);
      }
      await running.write(Buffer.from(burst.join("")));
    }
  };
  const pouring = pour();
  const answers = random.between(1, 200);
  await running.until(() => running.lines.length >= answers, 30_000);
  await running.until(() => false, random.between(0, 30));
  running.kill("SIGKILL");
  await running.ended;
  stopped = true;
  await pouring;
  for (const [index, text] of running.lines.entries()) {
    const answer = JSON.parse(text) as { ok: boolean; line: number; error?: { code: string; message: string } };
    if (answer.line !== index + 1) violate(`answer ${index + 1} of assay decide is about line ${answer.line}`);
    const note = notes.get(answer.line);
    if (answer.ok && note !== undefined) prepared.answered.push(note);
    if (!answer.ok && answer.error?.code !== "refused") violate(`assay decide refused a good line: ${answer.error?.message}`);
  }
}

function decide(random: Random, name: string): Record<string, unknown> {
  if (random.chance(0.06)) return { action: random.pick(["undo", "redo"]) };
  if (random.chance(0.4)) return { comparison_id: `c${random.below(noted)}`, action: "note", note: `n-${name}` };
  const on = { comparison_id: `c${random.between(noted, comparisons - 1)}` };
  const candidate = random.below(3);
  return random.pick([
    { ...on, candidate, action: "promote", tier: random.pick(["gold", "silver", "bronze"]) },
    { ...on, candidate, action: "reject" },
    { ...on, candidate, action: "clear" },
    { ...on, candidate, action: "winner" },
    { ...on, action: "tie" },
    { ...on, action: "all_bad" },
    { ...on, action: "skip" },
    {
      ...on,
      action: "rank",
      ranking: random.pick([
        ["A", "B"],
        ["B", ["A", "C"]],
        [2, 0, 1],
      ]),
    },
    { ...on, action: random.pick(["flag", "unflag"]) },
    { ...on, action: "tag", tags: [`t-${random.below(5)}`] },
    { ...on, candidate, action: "edit", tier: "gold", output: `corrected ${name}` },
  ]);
}

async function check({ assay, violate }: FaultContext, { workspace, samples, sent, answered }: Prepared): Promise<void> {
  await verified(assay, workspace, violate);
  const all = await steps(workspace, violate);
  const notes = listNotes(all);
  const place = new Map(notes.map((note, i) => [note, i]));
  if (place.size !== notes.length) violate("a decision is in curation.jsonl more than once");
  for (const note of answered) if (!place.has(note)) violate(`the decision ${note} was answered and is not in curation.jsonl`);
  const order = sent.filter((note) => place.has(note));
  if (order.join() !== notes.join()) violate("decisions are not in curation.jsonl in the order they were sent");
  await checkDataset(workspace, all, samples, violate);
}
