import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkDataset, listNotes, steps } from "./lib/curated.ts";
import { counted, latin1, seen, short } from "./lib/files.ts";
import { type DiskEvent, LossyDisk } from "./lib/lossy-disk.ts";
import { createRandom } from "./lib/random.ts";
import { recordDisk } from "./lib/record-disk.ts";
import { comparison, execution, invalidLine, sample } from "./lib/records.ts";

/** Records the engine's file operations, then simulates a power loss at many moments and checks what is left. */
const [folder = "", seedText = "1", statesText = "20"] = process.argv.slice(2);
const random = createRandom(Number(seedText));
const root = join(folder, "recorded");
const say = (type: "round" | "violation", text = "") => process.stdout.write(`${JSON.stringify({ type, text })}\n`);

await mkdir(root);
const events: DiskEvent[] = [];
recordDisk(root, (event) => events.push(event));
const { openWorkspace, silentLog } = await import("../src/main/engine/index.ts");
const importWorkerUrl = new URL("../src/main/engine/workspace/import-worker.ts", import.meta.url);
const open = (path: string) => openWorkspace({ path, importWorkerUrl, log: silentLog });
const told = (promise: object) => events.push({ type: "told", promise: JSON.stringify(promise) });

const samples = Array.from({ length: 30 }, (_, i) => sample(`s${i}`, random));
await work();
// A recorder that misses files would report losses that are its own.
if (!events.some((event) => event.type === "make" && event.name === "output/events.jsonl"))
  throw new Error("The recorder did not see the journal being made.");

const allLines = new Set(samples.map((line) => latin1(line)));
for (let state = 0; state < Number(statesText); state++) {
  const disk = new LossyDisk();
  const moment = random.between(1, events.length);
  for (const event of events.slice(0, moment)) disk.apply(event);
  const target = join(folder, `state${state}`);
  await disk.lose(target, random);
  const problems = await look(
    target,
    disk.promises.map((promise) => JSON.parse(promise)),
  );
  for (const problem of problems) say("violation", `power lost after step ${moment} of ${events.length}: ${problem}`);
  await rm(target, { recursive: true, force: true });
  say("round");
}

async function work(): Promise<void> {
  const source = join(folder, "source.jsonl");
  await writeFile(source, `${[...samples, ...Array.from({ length: 8 }, (_, i) => comparison(`c${i}`, random))].join("\n")}\n`);
  const workspace = await open(root);
  await workspace.importFile(source, { kind: "auto", keepDuplicates: false });
  for (const line of samples) told({ sample: line });
  const page = await workspace.comparisons({ filter: {}, limit: 8 });
  const refs = (await workspace.curation.listSamples({ filter: {}, limit: 30 })).rows.map(({ ref }) => ref);
  for (let round = 0; round < 12; round++) {
    const lines = Array.from({ length: random.between(1, 20) }, (_, i) => execution(`p${round}-${i}`, random));
    const bad = latin1(invalidLine(`bad${round}`, random));
    const receipts = [];
    for (const line of lines) receipts.push({ line, receipt: await workspace.collector.collectEngineExecution(line) });
    const refused = await workspace.collector.collectEngineExecution(Buffer.from(bad, "latin1"));
    for (const { line, receipt } of receipts) void receipt.durable.then(() => told({ event: line }));
    await Promise.all([workspace.collector.flush(), refused.durable]);
    told({ refused: bad });
    const note = `n${round}`;
    const comparisonKey = page.rows[round % page.rows.length]?.key ?? "";
    const ref = refs[round] ?? "";
    await workspace.curation.apply([
      { type: "note", comparison: comparisonKey, note },
      { type: "promote", comparison: comparisonKey, position: round % 3, tier: "gold" },
      round % 2 === 0 ? { type: "demote", sample: ref } : { type: "edit", sample: ref, output: `edited ${round}` },
    ]);
    told({ note });
    if (round % 3 === 0) await workspace.curation.flush();
    if (round % 4 === 1) {
      const model = join(folder, `m${round}.gguf`);
      const bytes = random.bytes(5000);
      await writeFile(model, bytes);
      await workspace.models.saveModel(model);
      told({ model: createHash("sha256").update(bytes).digest("hex") });
    }
  }
  await workspace.close();
}

interface Told {
  event?: string;
  sample?: string;
  refused?: string;
  note?: string;
  model?: string;
}

/** @returns the promises that this state breaks. */
async function look(path: string, promises: readonly Told[]): Promise<string[]> {
  const problems: string[] = [];
  const violate = (problem: string) => problems.push(problem);
  const workspace = await open(path);
  try {
    await workspace.curation.flush();
    const report = await workspace.verify({ repair: false });
    // An unacknowledged line may be damaged if the disk wrote pages out of order; then verify names it.
    const others = report.problems.filter(
      (problem) => !/is not a valid|not a quarantine entry|has no effect|is left in the file/i.test(problem),
    );
    if (others.length > 0) violate(others.join(" "));
    for (const [channel, { lines, indexed }] of Object.entries(report.channels))
      if (indexed > lines) violate(`${channel}: ${indexed} in the index of ${lines} lines`);
  } finally {
    await workspace.close();
  }
  const events = counted((await seen(join(path, "output", "events.jsonl"))).lines);
  const quarantine = counted(
    (await seen(join(path, "output", "quarantine.jsonl"))).lines.flatMap((line) => {
      try {
        const { raw, raw_base64 } = JSON.parse(Buffer.from(line, "latin1").toString("utf8")) as { raw?: string; raw_base64?: string };
        return [raw === undefined ? latin1(Buffer.from(raw_base64 ?? "", "base64")) : latin1(raw)];
      } catch {
        return [];
      }
    }),
  );
  const all = await steps(path, () => {});
  const notes = counted(listNotes(all));
  for (const { event, refused, note, model } of promises) {
    if (event !== undefined && events.get(latin1(event)) !== 1) violate(`${events.get(latin1(event)) ?? 0} times there: ${short(event)}`);
    if (refused !== undefined && quarantine.get(refused) !== 1)
      violate(`${quarantine.get(refused) ?? 0} times in quarantine: ${short(refused)}`);
    if (note !== undefined && notes.get(note) !== 1) violate(`the decision ${note} is ${notes.get(note) ?? 0} times in the log`);
    if (model !== undefined) {
      const list = JSON.parse(await readFile(join(path, "models", "models.json"), "utf8").catch(() => '{"models":[]}')) as {
        models: { file: string; sha256: string }[];
      };
      const entry = list.models.find(({ sha256 }) => sha256 === model);
      const bytes = entry ? await readFile(join(path, "models", entry.file)).catch(() => null) : null;
      if (!bytes || createHash("sha256").update(bytes).digest("hex") !== model) violate("a model that was kept is not there whole");
    }
  }
  const imported = promises.flatMap(({ sample: line }) => (line === undefined ? [] : [line]));
  // Before the import was acknowledged, any part of it may be there.
  if (imported.length === allLines.size) await checkDataset(path, all, samples, violate);
  return problems;
}
