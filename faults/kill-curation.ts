import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkDataset, listNotes, listTagged, type Step, steps } from "./lib/curated.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import type { Random } from "./lib/random.ts";
import { comparison, sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";
import { type Served, serve } from "./lib/web.ts";

interface Prepared {
  workspace: string;
  samples: string[];
  /** Acknowledged decisions, in order, over all rounds of this workspace. */
  answered: string[];
  /** Tags of acknowledged decisions in a blind queue. */
  blind: string[];
  events: number;
}

const roundsAWorkspace = 6;

/** kill -9 while decisions pour in through the web host: an acknowledged one is in the log once, and the dataset follows the log. */
export const killCuration: Fault = {
  name: "kill-curation",
  kills: true,
  run: (context) =>
    inRounds(context, { comparisons: 60, samples: 300 }, async (served, prepared) => {
      const most = context.random.between(1, 40);
      let answers = 0;
      let ended = false;
      const refs = await listRefs(served);
      const work = Promise.all(
        Array.from({ length: context.random.between(1, 4) }, async (_, lane) => {
          for (let i = 0; !ended; i++) {
            const note = `n-${prepared.answered.length}-${lane}-${i}-${context.random.below(1e9)}`;
            const answer = await served.call("curation.apply", {
              actions: [...(await decisions(served, context.random, refs)), ...(await noteOn(served, note))],
            });
            if (answer === null) return;
            if (answer.ok) prepared.answered.push(note);
            answers++;
            if (context.random.chance(0.3)) await decideBlind(served, context.random, prepared.blind);
            if (context.random.chance(0.2)) await served.call(context.random.pick(["curation.undo", "curation.redo"]), {});
          }
        }),
      );
      await served.running.until(() => answers >= most, 30_000);
      await served.running.until(() => false, context.random.between(0, 30));
      served.running.kill("SIGKILL");
      ended = true;
      await served.closed;
      await work;
    }),
};

/** kill -9 while the dataset file is being rewritten, after samples were demoted and edited. */
export const killDataset: Fault = {
  name: "kill-dataset",
  kills: true,
  run: (context) =>
    inRounds(context, { comparisons: 5, samples: 6000 }, async (served, prepared) => {
      const refs = await listRefs(served);
      const output = join(prepared.workspace, "output");
      for (let i = context.random.between(1, 3); i > 0; i--) {
        const note = `d-${prepared.answered.length}-${i}-${context.random.below(1e9)}`;
        const changes = [...changesOfSamples(context.random, refs, 30)];
        const answer = await served.call("curation.apply", { actions: [...changes, ...(await noteOn(served, note))] });
        if (answer?.ok) prepared.answered.push(note);
      }
      // The file is rewritten about a second after a decision.
      await served.running.until(() => readdirSync(output).some((name) => name.endsWith(".tmp")), 4000);
      await served.running.until(() => false, context.random.between(0, context.random.pick([2, 10, 60])));
      served.running.kill("SIGKILL");
      await served.closed;
    }),
};

async function inRounds(
  context: FaultContext,
  sizes: { comparisons: number; samples: number },
  work: (served: Served, prepared: Prepared) => Promise<void>,
): Promise<void> {
  let prepared: Prepared | null = null;
  for (let round = 0; round < context.rounds && !context.late(); round++) {
    if (round % roundsAWorkspace === 0 || !prepared) prepared = await prepare(context, round, sizes);
    const served = await serve(context.assay, prepared.workspace);
    await work(served, prepared);
    await served.running.ended;
    await check(context, prepared);
    context.round();
  }
}

async function prepare(
  { assay, random, folder }: FaultContext,
  round: number,
  sizes: { comparisons: number; samples: number },
): Promise<Prepared> {
  const workspace = join(folder, `w${round}`);
  const samples = Array.from({ length: sizes.samples }, (_, i) => sample(`s${i}`, random));
  const comparisons = Array.from({ length: sizes.comparisons }, (_, i) => comparison(`c${i}`, random));
  const path = join(folder, `source${round}.jsonl`);
  await writeFile(path, `${[...samples, ...comparisons].join("\n")}\n`);
  const { code, stderr } = await assay.run(["import", path, "--workspace", workspace, "--json"]);
  if (code !== 0) throw new Error(`the import before the round failed: ${stderr}`);
  return { workspace, samples, answered: [], blind: [], events: 0 };
}

async function check({ assay, violate }: FaultContext, prepared: Prepared): Promise<void> {
  const { workspace, samples, answered } = prepared;
  // Before anything reopens the workspace: the log as the killed process left it.
  const left = await steps(workspace, () => {});
  checkNotes(left, answered, violate);
  checkBlind(left, prepared.blind, violate);
  await verified(assay, workspace, violate);
  const all = await steps(workspace, violate);
  checkNotes(all, answered, violate);
  await checkDataset(workspace, all, samples, violate);
}

function checkNotes(all: readonly Step[], answered: readonly string[], violate: (message: string) => void): void {
  const notes = listNotes(all);
  const places = new Map<string, number[]>();
  for (const [i, note] of notes.entries()) places.set(note, [...(places.get(note) ?? []), i]);
  for (const note of answered) {
    const times = places.get(note)?.length ?? 0;
    if (times !== 1) violate(`the decision ${note} was answered and is ${times} times in curation.jsonl`);
  }
  for (const [note, at] of places) if (at.length > 1) violate(`the decision ${note} is ${at.length} times in curation.jsonl`);
}

/** What was decided blind is in the log once, in its queue, whichever look it was. */
function checkBlind(all: readonly Step[], blind: readonly string[], violate: (message: string) => void): void {
  for (const tag of blind) {
    const [first, second] = [listTagged(all, tag, "first"), listTagged(all, tag, "second")];
    const made = [...first, ...second];
    if (made.length === 0) violate(`the blind decision ${tag} was answered and is not in curation.jsonl`);
    // A second look that is taken for the first says it in both.
    if (first.length > 1 || second.length > 1) violate(`the blind decision ${tag} is in curation.jsonl more than once`);
    if (made.some(({ queue }) => queue === undefined)) violate(`the blind decision ${tag} is in curation.jsonl without its queue`);
  }
}

let keys: { served: Served; comparisons: string[] } | null = null;
async function keysOf(served: Served): Promise<string[]> {
  if (keys?.served === served) return keys.comparisons;
  const page = await served.call("comparisons.list", { filter: {}, limit: 100 });
  // The host was killed meanwhile.
  if (page === null) return [];
  if (!page.ok) throw new Error(`comparisons.list: ${JSON.stringify(page)}`);
  const comparisons = (page.value.rows as { key: string }[]).map(({ key }) => key);
  keys = { served, comparisons };
  return comparisons;
}

async function listRefs(served: Served): Promise<string[]> {
  const page = await served.call("samples.list", { filter: {}, limit: 500 });
  if (!page?.ok) throw new Error(`samples.list: ${JSON.stringify(page)}`);
  return (page.value.rows as { ref: string }[]).map(({ ref }) => ref);
}

async function noteOn(served: Served, note: string): Promise<object[]> {
  const [first] = await keysOf(served);
  return first === undefined ? [] : [{ type: "note", comparison: first, note }];
}

async function decisions(served: Served, random: Random, refs: string[]): Promise<object[]> {
  const comparisons = (await keysOf(served)).slice(1);
  if (comparisons.length === 0) return [];
  const tiers = ["gold", "silver", "bronze"] as const;
  const count = random.chance(0.1) ? random.between(20, 50) : random.between(1, 3);
  if (random.chance(0.3)) return changesOfSamples(random, refs, Math.min(count, 3));
  return Array.from({ length: count }, () => {
    const on = { comparison: random.pick(comparisons), position: random.below(3) };
    return random.pick([
      { type: "promote", ...on, tier: random.pick(tiers) },
      { type: "reject", ...on },
      { type: "clear", ...on },
      { type: "set_winner", ...on },
      { type: "tie", comparison: on.comparison },
      ...marksOf(random, on.comparison),
    ]);
  });
}

const marksOf = (random: Random, comparison: string): object[] => [
  { type: "rank", comparison, groups: random.pick([[], [[2], [0, 1]], [[0], [1], [2]]]) },
  { type: "flag", comparison, flagged: random.chance(0.6) },
  { type: "done", comparison, done: random.chance(0.8) },
  { type: "tags", comparison, tags: random.pick([[], [`t-${random.below(5)}`]]) },
];

/**
 * Decides about a comparison of a blind queue, which is made if there is none, and perhaps says "done": that reveals it, and its samples follow. Where
 * the queue shows it twice, about both. The host is killed in between, or not.
 * @param tagged gets the tag of each acknowledged decision.
 */
async function decideBlind(served: Served, random: Random, tagged: string[]): Promise<void> {
  const queues = await served.call("queues.list", {});
  if (!queues?.ok) return;
  let [queue] = queues.value as unknown as { id: string }[];
  if (queue === undefined) {
    const made = await served.call("queues.create", { name: "blind", filter: {}, order: "random", blind: true, mask: true, repeats: 0.2 });
    if (!made?.ok) return;
    queue = made.value as { id: string };
  }
  const page = await served.call("comparisons.list", { filter: {}, queue: queue.id, limit: 100 });
  const rows = page?.ok ? (page.value.rows as { key: string; queryHead: string }[]) : [];
  if (rows.length === 0) return;
  const twice = [...Map.groupBy(rows, ({ queryHead }) => queryHead).values()].filter((looks) => looks.length === 2);
  const looks = twice.length > 0 && random.chance(0.5) ? random.pick(twice) : [random.pick(rows)];
  for (const { key: comparison } of looks) {
    const on = { comparison, position: random.below(3) };
    const tag = `blind-${random.below(1e9)}`;
    const answer = await served.call("curation.apply", {
      actions: [
        random.pick([
          { type: "promote", ...on, tier: "gold" },
          { type: "reject", ...on },
        ]),
        { type: "tags", comparison, tags: [tag] },
      ],
    });
    if (answer?.ok) tagged.push(tag);
    await served.call("curation.apply", { actions: [random.pick(marksOf(random, comparison))] });
    if (random.chance(0.7)) await served.call("curation.apply", { actions: [{ type: "done", comparison, done: true }] });
  }
}

/** Demotes each sample at most once; edits it any number of times. */
function changesOfSamples(random: Random, refs: string[], count: number): object[] {
  return Array.from({ length: Math.min(count, refs.length) }, () => {
    const at = random.below(refs.length);
    const ref = refs[at] as string;
    if (random.chance(0.3)) {
      refs.splice(at, 1);
      return { type: "demote", sample: ref };
    }
    if (random.chance(0.5)) return { type: "retier", sample: ref, tier: random.pick(["gold", "silver", "bronze"]) };
    return { type: "edit", sample: ref, output: `edited ${random.below(1e9)} ${"y".repeat(random.below(3000))}` };
  });
}
