import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { short } from "./lib/files.ts";
import { type Served, serve } from "./lib/web.ts";

const roundsAWorkspace = 6;

/** A draft's last acknowledged text, and those sent later, which may be there instead. */
interface Known {
  kept: string | null;
  sent: (string | null)[];
}

/** kill -9 while drafts are being put and discarded: every acknowledged draft is there, whole, and nothing else is in the folder. */
export const killDrafts: Fault = {
  name: "kill-drafts",
  kills: true,
  async run(context) {
    let workspace = "";
    let known = new Map<string, Known>();
    for (let round = 0; round < context.rounds && !context.late(); round++) {
      if (round % roundsAWorkspace === 0) {
        workspace = join(context.folder, `w${round}`);
        known = new Map();
      }
      await putAndKill(context, workspace, known, round);
      // Drafts are not part of the cache.
      if (context.random.chance(0.3)) await rm(join(workspace, ".assay"), { recursive: true, force: true });
      await check(context, workspace, known);
      context.round();
    }
  },
};

async function putAndKill({ assay, random }: FaultContext, workspace: string, known: Map<string, Known>, round: number): Promise<void> {
  const served = await serve(assay, workspace);
  const most = random.between(1, 60);
  let answers = 0;
  let ended = false;
  let atMs = Date.now() - 10_000_000;
  // Each lane has its own drafts, so that they are answered in the order sent.
  const lane = async (number: number) => {
    const writer = `lane-${number}-round-${round}`;
    for (let i = 0; !ended; i++) {
      const target = `draft ${number}/${random.below(5)}`;
      const draft = known.get(target) ?? { kept: null, sent: [] };
      known.set(target, draft);
      const id = { kind: "sample", target, editedAtMs: ++atMs, writer };
      const text = random.chance(0.15) ? null : makeText(`${writer}-${i}`, random.pick([10, 7000, 7000, 319_000, 2_000_000]));
      draft.sent.push(text);
      const answer =
        text === null
          ? await served.call("drafts.discard", id)
          : await served.call("drafts.put", { ...id, fields: { output: { text, basedOn: "" } } });
      if (answer === null) return;
      answers++;
      if (!answer.ok) throw new Error(`a draft was refused: ${JSON.stringify(answer)}`);
      if (answer.value.kept === false || (text === null && draft.kept !== null && answer.value.discarded !== true)) {
        throw new Error(`an answer says that another writer was later: ${JSON.stringify(answer)}`);
      }
      draft.kept = text;
      draft.sent = [];
    }
  };
  const work = Promise.all(Array.from({ length: random.between(1, 4) }, (_, number) => lane(number)));
  await served.running.until(() => answers >= most, 30_000);
  await served.running.until(() => false, random.between(0, 20));
  served.running.kill("SIGKILL");
  ended = true;
  await served.closed;
  await work;
  await served.running.ended;
}

/** A text that shows where it was truncated or mixed with another. */
function makeText(name: string, length: number): string {
  return `${name}\r\n`.repeat(Math.ceil(length / (name.length + 2)));
}

async function check({ assay, violate }: FaultContext, workspace: string, known: Map<string, Known>): Promise<void> {
  const served = await serve(assay, workspace);
  const listed = await served.call("drafts.list", {});
  if (!listed?.ok) throw new Error(`drafts.list: ${JSON.stringify(listed)}`);
  for (const finding of listed.value.findings as string[]) violate(`after a kill: ${finding}`);
  const targets = new Set((listed.value.drafts as { target: string }[]).map(({ target }) => target));
  for (const [target, draft] of known) {
    const there = await textIn(served, target);
    if (!targets.has(target) && there !== null) violate(`the draft ${target} is there and not in the list`);
    const may = [draft.kept, ...draft.sent];
    if (!may.includes(there))
      violate(`the draft ${target} is ${short(there ?? "gone")}; acknowledged was ${short(draft.kept ?? "its end")}`);
    known.set(target, { kept: there, sent: [] });
  }
  served.running.kill("SIGTERM");
  const ended = await served.running.ended;
  if (ended.code !== 0) violate(`serve ends with ${ended.code}: ${ended.stderr}`);
  const names = await readdir(join(workspace, "drafts")).catch(() => []);
  const expected = [...known].flatMap(([target, { kept }]) => (kept === null ? [] : [fileName(target)]));
  const surplus = names.filter((name) => !expected.includes(name));
  if (surplus.length > 0) violate(`the folder of drafts also holds ${surplus.join(", ")}`);
}

const fileName = (target: string) => `${createHash("sha256").update(`sample\n${target}`).digest("hex")}.jsonl`;

async function textIn(served: Served, target: string): Promise<string | null> {
  const answer = await served.call("drafts.get", { kind: "sample", target });
  if (!answer?.ok) throw new Error(`drafts.get: ${JSON.stringify(answer)}`);
  const draft = answer.value as { fields?: { output?: { text: string } } } | null;
  return draft?.fields?.output?.text ?? null;
}
