import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Running } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { type Door, makeSpan, openDoor } from "./lib/network-door.ts";
import { getDurable } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";

/** Lines of each client. */
const linesEach = 1500;
const linesABody = 50;
const spansABody = 20;

/**
 * Two collectors, records and spans over the network door, and a followed file write into one workspace at once; then somebody is killed: the process that
 * has the workspace open, a collector, or who follows. What each was told is on disk is there once, and in the end so is every line of the file.
 */
export const killTogether: Fault = {
  name: "kill-together",
  kills: true,
  async run(context) {
    for (let round = 0; round < context.rounds && !context.late(); round++) {
      await oneRound(context, join(context.folder, `t${round}`), `${context.folder}/followed-${round}.jsonl`);
      context.round();
    }
  },
};

const line = (id: string) =>
  `{"schema_version":1,"trace_id":"${id}","engine_id":"${id[0]}","timestamp":1670000000,"input":"${"x".repeat(400)}","output":"o","metrics":{"latency_ms":5,"success":true}}\n`;
const linesOf = (prefix: string, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => line(`${prefix}-${from + i}`)).join("");
const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

async function oneRound(context: FaultContext, workspace: string, log: string): Promise<void> {
  const { assay, random, violate } = context;
  await writeFile(log, "");
  const door = await openDoor(context, workspace);
  const collectors = ["a", "b"].map((prefix) => {
    const running = assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
    return { prefix, running, poured: pourLines(running, prefix) };
  });
  const follower = assay.start(["follow", log, "--workspace", workspace, "--acks"]);
  const victim = random.pick([door.running, collectors[0]?.running as Running, follower]);
  const over = new AbortController();
  const sending = Promise.all([
    sendBodies(door, over.signal, linesABody, (body) =>
      door.post("/v1/records", linesOf("r", body * linesABody, linesABody), "application/x-ndjson"),
    ),
    sendBodies(door, over.signal, spansABody, (body) => door.post("/v1/traces", spansOf(body), "application/json")),
    appendLines(log, over.signal),
  ]);
  const wanted = random.between(1, linesEach);
  await collectors[1]?.running.until(() => getDurable(collectors[1]?.running as Running) >= wanted, 60_000);
  victim.kill("SIGKILL");
  await victim.ended;
  await wait(random.between(0, 200));
  // Whoever is left goes on; then all of it ends.
  over.abort();
  const [records, spans] = await sending;
  for (const { running } of collectors) running.end();
  await Promise.all(collectors.map(({ running, poured }) => Promise.all([running.ended, poured])));
  follower.kill("SIGTERM");
  await follower.ended;
  door.running.kill(random.chance(0.5) ? "SIGTERM" : "SIGKILL");
  await door.running.ended;
  const rest = await assay.run(["follow", log, "--workspace", workspace, "--once"]);
  if (rest.code !== 0) violate(`after the kill, follow --once ends with ${rest.code}: ${rest.stderr}`);
  await check(context, workspace, [
    ...collectors.flatMap(({ prefix, running }) => ids(prefix, getDurable(running))),
    ...ids("r", records),
    ...Array.from({ length: spans }, (_, i) => spanId(i)),
    ...(await seen(log)).lines.map((one) => (JSON.parse(one) as { trace_id: string }).trace_id),
  ]);
  await verified(assay, workspace, violate);
}

async function pourLines(running: Running, prefix: string): Promise<void> {
  for (let sent = 0; sent < linesEach && running.alive; sent += 25) await running.write(Buffer.from(linesOf(prefix, sent, 25)));
}

/** @returns how many of the lines or spans were answered to be on disk: those of all bodies before the first that was not. */
async function sendBodies(door: Door, over: AbortSignal, each: number, send: (body: number) => Promise<Response | null>): Promise<number> {
  let answered = 0;
  while (!over.aborted && door.running.alive) {
    const answer = await send(answered);
    if (answer?.status !== 200) break;
    answered++;
  }
  return answered * each;
}

const spanId = (i: number) => (i + 1).toString(16).padStart(16, "0");
const spansOf = (body: number) =>
  JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: Array.from({ length: spansABody }, (_, i) => makeSpan(spanId(body * spansABody + i))) }] }],
  });

async function appendLines(log: string, over: AbortSignal): Promise<void> {
  for (let i = 0; i < linesEach && !over.aborted; i += 5) {
    await appendFile(log, linesOf("f", i, 5));
    await wait(2);
  }
}

async function check({ violate }: FaultContext, workspace: string, wanted: readonly string[]): Promise<void> {
  const { lines } = await seen(join(workspace, "output", "events.jsonl"));
  const there = lines.map((one) => (JSON.parse(one) as { trace_id: string }).trace_id);
  const once = new Set(there);
  if (once.size < there.length) violate(`${there.length - once.size} records are there twice`);
  const lost = wanted.filter((id) => !once.has(id));
  if (lost.length > 0)
    violate(`${lost.length} of ${wanted.length} lines that were told to be on disk are not there, the first is ${lost[0]}`);
}
