import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { steps } from "./lib/curated.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { wildClock } from "./lib/hindered.ts";
import { getDurable, makeLine } from "./lib/numbered.ts";
import { comparison } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";
import { type Served, serve } from "./lib/web.ts";

/** The shortest window: 0.6 s. */
const shortWindow = { window_minutes: 0.01 };
const linesABurst = 20;
const runs = 3;
const decidedARun = 5;

/** A clock that jumps by up to years: windows follow each other, ids are unique, undo undoes the newest decision. */
export const clock: Fault = {
  name: "clock",
  kills: false,
  async run(context) {
    await windows(context);
    if (!context.late()) await deciding(context);
  },
};

/** Decisions, undo and redo across a restart, while snapshots keep coming. */
async function deciding(context: FaultContext): Promise<void> {
  const { assay, random, violate, folder } = context;
  const workspace = join(folder, "decisions");
  const source = join(folder, "comparisons.jsonl");
  const count = 2 * decidedARun;
  await writeFile(
    source,
    Array.from({ length: count }, (_, i) => `${comparison(`c${i}`, random)}\n`),
  );
  await assay.run(["import", source, "--workspace", workspace], wildClock(random.below(1e9)));
  const wanted: string[] = [];
  const undone: string[] = [];
  for (let run = 0; run < 2; run++) {
    const served = await serve(assay, workspace, wildClock(random.below(1e9)));
    const keys = await listKeys(served);
    for (const [name, key] of keys.slice(run * decidedARun, (run + 1) * decidedARun)) {
      await must(served, "curation.apply", { actions: [{ type: "promote", comparison: key, position: 0, tier: "gold" }] });
      wanted.push(name);
      undone.length = 0;
      for (const what of ["curation.undo", "curation.undo", "curation.redo"]) {
        if (!random.chance(0.6) || (what === "curation.undo" ? wanted : undone).length === 0) continue;
        await must(served, what, {});
        if (what === "curation.undo") undone.push(wanted.pop() ?? "");
        else wanted.push(undone.pop() ?? "");
      }
    }
    const snapshots = served.snapshots();
    if (!(await served.running.until(() => served.snapshots() > snapshots + 2, 15_000))) violate("no snapshots are sent any more");
    served.running.kill("SIGTERM");
    const { code, stderr } = await served.running.ended;
    if (code !== 0) violate(`serve ends with ${code}: ${stderr}`);
  }
  const samples = (await seen(join(workspace, "output", "training_samples.jsonl"))).lines.map(
    (line) => JSON.parse(line) as { sample_id: string; input: string; output: string },
  );
  const made = samples.map(({ output }) => output.split(" ")[0] ?? "");
  if (made.toSorted().join() !== wanted.toSorted().join()) violate(`the dataset should hold ${wanted.join()} and holds ${made.join()}`);
  allDiffer(
    "sample",
    samples.map(({ sample_id }) => sample_id),
    violate,
  );
  allDiffer(
    "decision",
    (await steps(workspace, violate)).map(({ id }) => id),
    violate,
  );
  await verified(assay, workspace, violate);
  context.round();
}

/** Windows close constantly, the process is stopped or killed, and the lock keeps others out. */
async function windows(context: FaultContext): Promise<void> {
  const { assay, random, violate, folder } = context;
  const workspace = join(folder, "windows");
  await mkdir(workspace);
  const json_engine = { aggregation: shortWindow, output: { channels: { aggregated_stats: shortWindow } } };
  await writeFile(join(workspace, "assay.config.json"), JSON.stringify({ json_engine }));
  const stats = join(workspace, "output", "aggregated_stats.jsonl");
  const collect = ["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"];
  let next = 0;
  for (let run = 0; run < runs && (run === 0 || !context.late()); run++) {
    const running = assay.start(collect, wildClock(random.below(1e9)));
    const closed = (await seen(stats)).lines.length + 2;
    for (let burst = 1; running.alive && (burst < 3 || (await seen(stats)).lines.length < closed); burst++) {
      await running.write(Buffer.from(Array.from({ length: linesABurst }, () => `${makeLine(next++)}\n`).join("")));
      if (!(await running.until(() => getDurable(running) === burst * linesABurst, 30_000))) violate("lines are not acknowledged any more");
    }
    if (run === 0) {
      const second = await assay.run(["serve", "--workspace", workspace, "--no-open", "--json"], wildClock(random.below(1e9)));
      if (second.code !== 5) violate(`a second process ends with ${second.code}: ${second.stdout}`);
    }
    // The next process recovers windows that a killed one had not written.
    if (run < runs - 1) running.kill(run === 0 ? "SIGKILL" : "SIGTERM");
    running.end();
    await running.ended;
    const { lines } = await seen(join(workspace, "output", "events.jsonl"));
    if (lines.length !== next) violate(`${next} lines were acknowledged, and ${lines.length} are there`);
  }
  const all = (await seen(stats)).lines.map((line) => JSON.parse(line) as { from_offset: number; window_start_ms: number });
  if (all.length < 2) violate(`${all.length} windows were written`);
  await verified(assay, workspace, violate);
  await checkLog(workspace, violate);
  context.round();
}

/** The log's times jump with the clock; its lines are whole. */
async function checkLog(workspace: string, violate: (message: string) => void): Promise<void> {
  const folder = join(workspace, ".assay", "log");
  for (const name of await readdir(folder)) {
    for (const line of (await seen(join(folder, name))).lines) {
      try {
        JSON.parse(line);
      } catch {
        violate(`the log holds a line that is no JSON: ${line.slice(0, 100)}`);
      }
    }
  }
}

async function listKeys(served: Served): Promise<[name: string, key: string][]> {
  const page = await must(served, "comparisons.list", { filter: {}, limit: 100 });
  return (page.rows as { key: string; comparisonId: string }[])
    .map(({ comparisonId, key }): [string, string] => [comparisonId, key])
    .sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)));
}

/** @throws Error without an answer, or for a failure. */
async function must(served: Served, name: string, input: unknown): Promise<Record<string, unknown>> {
  const answer = await served.call(name, input);
  if (!answer?.ok) throw new Error(`${name} is answered ${JSON.stringify(answer)}`);
  return answer.value;
}

function allDiffer(what: string, ids: readonly string[], violate: (message: string) => void): void {
  if (new Set(ids).size !== ids.length) violate(`a ${what}'s id is there twice`);
}
