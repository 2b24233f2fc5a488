import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { counted, latin1, quarantined, seen, short } from "./lib/files.ts";
import type { Random } from "./lib/random.ts";
import { comparison, execution, invalidLine, sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

const kinds = [
  { kind: "engine_execution", file: "events.jsonl", make: execution },
  { kind: "comparison_result", file: "comparisons.jsonl", make: comparison },
  { kind: "training_sample", file: "training_samples.jsonl", make: sample },
] as const;

const roundsAWorkspace = 8;
const maxLines = 6000;

interface Sent {
  text: string;
  file: string;
  refused: boolean;
}

/** kill -9 while lines pour in: every acknowledged line is there once, and nothing twice. */
export const killCollect: Fault = {
  name: "kill-collect",
  kills: true,
  async run(context) {
    let sent: Sent[] = [];
    let acked: Sent[] = [];
    for (let round = 0; round < context.rounds && !context.late(); round++) {
      if (round % roundsAWorkspace === 0) {
        sent = [];
        acked = [];
      }
      const workspace = join(context.folder, `w${Math.floor(round / roundsAWorkspace)}`);
      const done = await collectAndKill(context, workspace, round);
      sent.push(...done.sent);
      acked.push(...done.acked);
      await check(context, workspace, sent, acked);
      // A kill may come before there is a workspace.
      if (existsSync(workspace)) await verified(context.assay, workspace, context.violate);
      context.round();
    }
  },
};

async function collectAndKill({ assay, random }: FaultContext, workspace: string, round: number): Promise<{ sent: Sent[]; acked: Sent[] }> {
  const { kind, file, make } = random.pick(kinds);
  const running = assay.start(["collect", "--workspace", workspace, "--kind", kind, "--acks"]);
  const sent: Sent[] = [];
  const durable = () => Number((JSON.parse(running.lines.at(-1) ?? '{"durable":0}') as { durable: number }).durable);
  let stopped = false;
  const pour = async () => {
    while (!stopped && running.alive && sent.length < maxLines) {
      await running.write(burst(random, make, file, `r${round}`, sent));
      if (random.chance(0.3)) await wait(random.below(12));
    }
  };
  const pouring = pour();
  // Sometimes before the first line is durable; otherwise some acknowledgements later.
  if (random.chance(0.15)) await running.until(() => false, random.between(0, 2500));
  else {
    const acks = random.between(1, 60);
    await running.until(() => running.lines.length >= acks || durable() >= maxLines, 30_000);
    await running.until(() => false, random.between(0, 25));
  }
  running.kill("SIGKILL");
  await running.ended;
  stopped = true;
  await pouring;
  return { sent, acked: sent.slice(0, durable()) };
}

/** One to fifty lines in one write, which may end inside a line. */
function burst(random: Random, make: (id: string, random: Random) => string, file: string, prefix: string, sent: Sent[]): Buffer {
  const parts: Buffer[] = [];
  for (let i = random.between(1, 50); i > 0; i--) {
    const id = `${prefix}-${sent.length}`;
    const refused = random.chance(0.04);
    const bytes = refused ? invalidLine(id, random) : Buffer.from(make(id, random));
    sent.push({ text: latin1(bytes), file, refused });
    parts.push(bytes, Buffer.from(random.chance(0.1) ? "\r\n" : random.chance(0.05) ? "\n \n" : "\n"));
  }
  return Buffer.concat(parts);
}

async function check({ violate }: FaultContext, workspace: string, sent: readonly Sent[], acked: readonly Sent[]): Promise<void> {
  for (const { file } of kinds) {
    const { lines } = await seen(join(workspace, "output", file));
    const known = new Map(sent.filter((one) => one.file === file && !one.refused).map((one, i) => [one.text, i]));
    let last = -1;
    for (const line of lines) {
      const at = known.get(line);
      if (at === undefined) violate(`${file} holds a line that was never sent: ${short(line)}`);
      else if (at <= last) violate(`${file} holds a line twice or out of order: ${short(line)}`);
      last = at ?? last;
    }
    const there = counted(lines);
    for (const one of acked)
      if (one.file === file && !one.refused && there.get(one.text) !== 1)
        violate(`acknowledged, and ${there.get(one.text) ?? 0} times in ${file}: ${short(one.text)}`);
  }
  const inQuarantine = counted(await quarantined(workspace, violate));
  for (const one of acked)
    if (one.refused && inQuarantine.get(one.text) !== 1)
      violate(`acknowledged, and ${inQuarantine.get(one.text) ?? 0} times in quarantine.jsonl: ${short(one.text)}`);
  const refused = new Set(sent.filter((one) => one.refused).map(({ text }) => text));
  for (const text of inQuarantine.keys()) if (!refused.has(text)) violate(`quarantine.jsonl holds a good line: ${short(text)}`);
}
