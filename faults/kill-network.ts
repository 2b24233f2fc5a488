import { join } from "node:path";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { type Door, makeSpan, openDoor } from "./lib/network-door.ts";
import { checkNumbered, makeLine } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";

const roundsAWorkspace = 10;
const bodies = 40;

/**
 * kill -9 of the process with the network door open, between answered requests or in the middle of one. What was answered is there, once; sending the
 * unanswered body again to the next owner adds exactly what was missing.
 */
export const killNetwork: Fault = {
  name: "kill-network",
  kills: true,
  async run(context) {
    const { random, folder, rounds, late, violate, assay } = context;
    let lines = 0;
    let spans = 0;
    for (let round = 0; round < rounds && !late(); round++) {
      if (round % roundsAWorkspace === 0) lines = spans = 0;
      const place = String(Math.floor(round / roundsAWorkspace));
      const isLines = random.chance(0.6);
      const workspace = join(folder, `${isLines ? "lines" : "spans"}${place}`);
      if (isLines) lines = await killLines(context, workspace, lines);
      else spans = await killSpans(context, workspace, spans);
      await verified(assay, workspace, violate);
      context.round();
    }
  },
};

/** Sends bodies one after the other and kills the owner at some moment. @returns how many of them were answered. */
async function killWhileSending(context: FaultContext, door: Door, send: (body: number) => Promise<Response | null>): Promise<number> {
  const { random, violate } = context;
  const last = random.between(0, bodies - 1);
  // After an answer, or while the next body is under way.
  const kill = () => void setTimeout(() => door.running.kill("SIGKILL"), random.chance(0.5) ? 0 : random.between(0, 20));
  let answered = 0;
  for (; answered < bodies; answered++) {
    if (answered === last) kill();
    const answer = await send(answered);
    if (answer === null) break;
    if (answer.status !== 200) violate(`a body was answered ${answer.status}: ${await answer.text()}`);
  }
  door.running.kill("SIGKILL");
  await door.running.ended;
  return answered;
}

/** @returns how many lines are there. */
async function killLines(context: FaultContext, workspace: string, from: number): Promise<number> {
  const { random, violate } = context;
  const linesABody = random.between(1, 200);
  const bodyOf = (body: number) => Array.from({ length: linesABody }, (_, i) => `${makeLine(from + body * linesABody + i)}\n`).join("");
  const door = await openDoor(context, workspace);
  const answered = await killWhileSending(context, door, (body) => door.post("/v1/records", bodyOf(body), "application/x-ndjson"));
  const there = await checkNumbered(workspace, from + answered * linesABody, violate);
  // The next owner takes the body that was not answered: what is there of it already counts as duplicates.
  const next = await openDoor(context, workspace);
  const again = await next.post("/v1/records", bodyOf(answered), "application/x-ndjson");
  const counts = (await again?.json()) as { accepted: number; duplicates: number } | undefined;
  const had = there - (from + answered * linesABody);
  if (counts?.duplicates !== had || counts.accepted !== linesABody - had)
    violate(`${had} of ${linesABody} lines were there, and sending them again is answered ${JSON.stringify(counts)}`);
  next.running.kill("SIGKILL");
  await next.running.ended;
  return checkNumbered(workspace, from + (answered + 1) * linesABody, violate);
}

/** @returns how many spans were sent. */
async function killSpans(context: FaultContext, workspace: string, from: number): Promise<number> {
  const { random, violate } = context;
  const spansABody = random.between(1, 100);
  const idOf = (i: number) => i.toString(16).padStart(16, "0");
  const bodyOf = (body: number) =>
    JSON.stringify({
      resourceSpans: [
        { scopeSpans: [{ spans: Array.from({ length: spansABody }, (_, i) => makeSpan(idOf(from + body * spansABody + i + 1))) }] },
      ],
    });
  const door = await openDoor(context, workspace);
  const answered = await killWhileSending(context, door, (body) => door.post("/v1/traces", bodyOf(body), "application/json"));
  const check = async (spans: number) => {
    const { lines } = await seen(join(workspace, "output", "events.jsonl"));
    const ids = lines.map((line) => (JSON.parse(line) as { trace_id: string }).trace_id);
    if (new Set(ids).size !== ids.length) violate(`${ids.length - new Set(ids).size} spans are there twice`);
    const missing = Array.from({ length: spans }, (_, i) => idOf(i + 1)).filter((id) => !ids.includes(id));
    if (missing.length > 0) violate(`${missing.length} answered spans are not there, the first is ${missing[0]}`);
  };
  await check(from + answered * spansABody);
  const next = await openDoor(context, workspace);
  const again = await next.post("/v1/traces", bodyOf(answered), "application/json");
  if (again?.status !== 200) violate(`the next owner answers ${again?.status}`);
  next.running.kill("SIGKILL");
  await next.running.ended;
  await check(from + (answered + 1) * spansABody);
  return from + (answered + 1) * spansABody;
}
