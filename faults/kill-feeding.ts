import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Running } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { getSize } from "./lib/files.ts";
import { checkNumbered, getDurable, makeLine } from "./lib/numbered.ts";
import { verified } from "./lib/verify.ts";

const roundsAWorkspace = 10;
/** 100 MB: reading more over and over takes most of the time. */
const maxLines = 50_000;
const importedLines = 6000;
const waitMs = 30_000;

/**
 * kill -9 while rows are loaded from journals into the index, a few at a time or in bulk: opening indexes what is missing, and nothing
 * is in the index twice.
 */
export const killFeeding: Fault = {
  name: "kill-feeding",
  kills: true,
  async run(context) {
    const { random, folder, rounds, late, violate, assay } = context;
    let there = 0;
    let workspace = "";
    let roundsThere = roundsAWorkspace;
    for (let round = 0; round < rounds && !late(); round++) {
      if (roundsThere === roundsAWorkspace || there > maxLines) [workspace, there, roundsThere] = [join(folder, `w${round}`), 0, 0];
      roundsThere++;
      const acked = random.chance(0.4) ? await importAndKill(context, workspace, there) : await collectAndKill(context, workspace, there);
      there = await checkNumbered(workspace, acked, violate);
      // A kill may come before there is a workspace.
      const report = existsSync(workspace) ? await verified(assay, workspace, violate) : null;
      if (report && report.channels.events?.indexed !== there)
        violate(`${there} lines, and ${report.channels.events?.indexed} in the index`);
      context.round();
    }
  },
};

/** Sends a few lines at a time, each burst once the previous one is durable, so that the index is loaded often. @returns how many lines must be there. */
async function collectAndKill(context: FaultContext, workspace: string, from: number): Promise<number> {
  const { assay, random } = context;
  const running = assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  const killing = killFed(context, running, workspace);
  for (let sent = 0; running.alive; ) {
    const until = sent + random.between(1, 40);
    let text = "";
    for (; sent < until; sent++) text += `${makeLine(from + sent)}\n`;
    await running.write(Buffer.from(text));
    await running.until(() => getDurable(running) >= until, waitMs);
  }
  await killing;
  return from + getDurable(running);
}

async function importAndKill(context: FaultContext, workspace: string, from: number): Promise<number> {
  const source = join(context.folder, "next.jsonl");
  await writeFile(
    source,
    Array.from({ length: importedLines }, (_, i) => `${makeLine(from + i)}\n`),
  );
  const running = context.assay.start(["import", source, "--workspace", workspace, "--json"]);
  running.end();
  await killFed(context, running, workspace);
  return from;
}

/** Kills after some steps of the index (rows staged, transaction written, staging file removed), or a moment later. */
async function killFed({ random }: FaultContext, running: Running, workspace: string): Promise<void> {
  const cache = join(workspace, ".assay");
  let last = readState(cache);
  let moves = random.between(1, 15);
  await running.until(
    () => {
      const now = readState(cache);
      if (now !== last) moves--;
      last = now;
      return moves <= 0;
    },
    random.between(1500, 5000),
  );
  await running.until(() => false, random.pick([0, 0, 3, 20]));
  running.kill("SIGKILL");
  await running.ended;
}

function readState(cache: string): string {
  const sizes = ["index.duckdb", "index.duckdb.wal"].map((name) => getSize(join(cache, name)));
  try {
    return [...sizes, ...readdirSync(join(cache, "staging"))].join();
  } catch {
    return sizes.join();
  }
}
