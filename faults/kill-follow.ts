import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, copyFile, mkdir, readdir, readFile, rename, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Running } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { makeLine, numberedBytes } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";
import { serve } from "./lib/web.ts";

const linesARound = 1500;
const roundsAWorkspace = 5;
const writer = join(import.meta.dirname, "follow-writer.child.ts");

/**
 * kill -9 of who follows a file (alone, or the process that has the workspace open), or of the program that writes it, and a rotation before or after. An
 * acknowledged offset is on disk; in the end every whole line is there once.
 */
export const killFollow: Fault = {
  name: "kill-follow",
  kills: true,
  async run(context) {
    const { folder, rounds, late, violate, assay } = context;
    let next = 0;
    for (let round = 0; round < rounds && !late(); round++) {
      if (round % roundsAWorkspace === 0) next = 0;
      const place = join(folder, `f${Math.floor(round / roundsAWorkspace)}`);
      await mkdir(join(place, "logs"), { recursive: true });
      next = await followAndKill(context, place, next, round);
      await checkWhole(context, place);
      await verified(assay, join(place, "w"), violate);
      context.round();
    }
  },
};

const following = (place: string, ...more: string[]) => [
  "follow",
  join(place, "logs", "log.jsonl"),
  "--workspace",
  join(place, "w"),
  ...more,
];

/** @returns the number of the next line. */
async function followAndKill(context: FaultContext, place: string, first: number, round: number): Promise<number> {
  const { assay, random, violate } = context;
  const log = join(place, "logs", "log.jsonl");
  await appendFile(log, "");
  const before = (await stat(log)).size;
  const owner = random.chance(0.5) ? await serve(assay, join(place, "w")) : null;
  const client = assay.start(following(place, "--acks"));
  const writing = spawn(process.execPath, [writer, log, String(first), String(linesARound)], { stdio: "ignore" });
  const written = once(writing, "exit");
  const victim = random.pick(["writer", "client", "owner"] as const);
  const wanted = before + random.between(1, linesARound - 100) * numberedBytes;
  if (!(await client.until(() => getOffset(client) >= wanted, 60_000)) || !client.alive)
    violate(`offset ${wanted} was not acknowledged, but ${getOffset(client)}: ${client.stderr()}`);
  const end = async (running: Running, signal: NodeJS.Signals) => {
    running.kill(signal);
    await running.ended;
  };
  if (victim === "writer") writing.kill("SIGKILL");
  else await end(victim === "owner" && owner ? owner.running : client, "SIGKILL");
  if (victim !== "writer") await checkAcknowledged(context, place, getOffset(client));
  await written;
  await mendTail(log);
  const whole = linesOf(await readFile(log, "utf8")).length;
  // Someone who follows goes on; nobody else looks at the file until the next run.
  if (random.chance(0.6) && whole > 0) await rotate(context, log, round);
  if (victim === "writer") await wait(random.between(0, 300));
  await end(client, random.chance(0.5) ? "SIGKILL" : "SIGTERM");
  if (owner) await end(owner.running, "SIGKILL");
  const rest = await assay.run(following(place, "--once"));
  if (rest.code !== 0 && rest.code !== 1) violate(`after the kill, follow --once ends with ${rest.code}: ${rest.stderr}`);
  return first + linesARound;
}

const getOffset = (running: Running): number => (JSON.parse(running.lines.at(-1) ?? '{"offset":0}') as { offset: number }).offset;
const linesOf = (text: string) => text.split("\n").filter((line) => line.startsWith('{"schema_version"') && line.endsWith("}"));

/** Half a line of a killed program gets an end when the program is started again. */
async function mendTail(log: string): Promise<void> {
  if (!(await readFile(log, "utf8")).endsWith("\n")) await appendFile(log, "\n");
}

async function rotate({ random }: FaultContext, log: string, round: number): Promise<void> {
  const rotated = `${log}.${round}`;
  if (random.chance(0.5)) {
    await rename(log, rotated);
    await writeFile(log, "");
  } else {
    await copyFile(log, rotated);
    await truncate(log, 0);
  }
}

async function checkAcknowledged({ violate }: FaultContext, place: string, offset: number): Promise<void> {
  const there = new Set((await seen(join(place, "w", "output", "events.jsonl"))).lines);
  const acknowledged = linesOf((await readFile(join(place, "logs", "log.jsonl"))).subarray(0, offset).toString("utf8"));
  const lost = acknowledged.filter((line) => !there.has(line));
  if (lost.length > 0) violate(`offset ${offset} was acknowledged, and ${lost.length} lines before it are not there`);
}

/** Every whole line of every file that was written is there, once, and nothing else. */
async function checkWhole({ violate }: FaultContext, place: string): Promise<void> {
  const logs = join(place, "logs");
  const wanted = new Set<string>();
  for (const name of await readdir(logs)) for (const line of linesOf(await readFile(join(logs, name), "utf8"))) wanted.add(line);
  const { lines } = await seen(join(place, "w", "output", "events.jsonl"));
  const there = new Set(lines);
  if (there.size < lines.length) violate(`${lines.length - there.size} lines are there twice`);
  const lost = [...wanted].filter((line) => !there.has(line));
  if (lost.length > 0) violate(`${lost.length} of ${wanted.size} lines are not there, the first is ${lost[0]?.slice(0, 60)}`);
  const foreign = lines.filter((line) => !wanted.has(line));
  if (foreign.length > 0) violate(`${foreign.length} lines are there that nobody wrote, the first is ${foreign[0]?.slice(0, 60)}`);
  if (wanted.size > 0 && !wanted.has(makeLine(0))) violate("the first line was not written at all: the round proves nothing");
}
