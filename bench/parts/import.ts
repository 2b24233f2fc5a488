import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { generated } from "../lib/generate.ts";
import type { Part } from "../lib/part.ts";
import { type Finished, inFolder, run, runAssay } from "../lib/process.ts";
import { type Budget, computeFigures, firstLine, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { importInto } from "../lib/workspaces.ts";

const peers = join(import.meta.dirname, "../peers");

/** Import of an events file: validated, durable, queryable. Whole processes, Assay and its peers in turn. */
export const importPart: Part = async ({ lines, runs }) => {
  const input = await generated("executions", lines);
  const jqVersion = spawnSync("jq", ["--version"], { encoding: "utf8" }).stdout?.trim();
  const assay: number[] = [];
  const again: number[] = [];
  const peakMb: number[] = [];
  const duckdb = new Peer("DuckDB alone: read, copy out, fsync");
  const node = new Peer("plain Node, one thread: JSON.parse, Ajv");
  const jq = new Peer(`${jqVersion}: required properties`);
  for (let i = 0; i < runs; i++) {
    await inFolder(async (folder) => {
      const workspace = join(folder, "w");
      const done = await importInto(workspace, "executions", lines);
      assay.push(done.seconds);
      peakMb.push(done.peakMb);
      again.push((await runAssay(["import", input, "--workspace", workspace, "--json"])).seconds);
      const script = join(peers, "duckdb-import.mjs");
      await duckdb.race(() => run(process.execPath, [script, input, join(folder, "peer.duckdb"), join(folder, "peer.jsonl")]));
    });
    await node.race(() => run(process.execPath, [join(peers, "validate.mjs"), input]));
    if (jqVersion) await jq.race(() => run("jq", ["-c", "-f", join(peers, "shape.jq"), input]));
  }
  const count = grouped(lines);
  const againstJq = `import ${count} executions against jq`;
  const budgetAgain = lines === 1_000_000 ? { budget: { atMost: 1.5 } } : {};
  return {
    rows: [
      {
        ...duckdb.against(`import ${count} executions: validated, durable, queryable`, assay, { ratioAtMost: 1 }),
        note: "whole processes",
      },
      node.against(`import ${count} executions against validation alone`, assay),
      jqVersion ? jq.against(againstJq, assay) : { work: againstJq, unit: "s", skipped: "jq is not installed" },
      { work: `import the ${count} executions again: nothing but duplicates`, unit: "s", assay: computeFigures(again), ...budgetAgain },
      {
        work: `peak memory of importing ${count} executions`,
        unit: "MB",
        assay: computeFigures(peakMb),
        budget: { atMost: 800, judged: "max" },
      },
    ],
  };
};

/** Another program doing the same work. If it fails, Assay's numbers stand, and the row says why. */
class Peer {
  readonly #name: string;
  readonly #seconds: number[] = [];
  #failed: string | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async race(work: () => Promise<Finished>): Promise<void> {
    try {
      this.#seconds.push((await work()).seconds);
    } catch (thrown) {
      this.#failed = firstLine(thrown);
    }
  }

  against(work: string, assay: readonly number[], budget?: Budget): Row {
    const row: Row = { work, unit: "s", assay: computeFigures(assay), ...(budget ? { budget } : {}) };
    if (this.#failed !== undefined) return { ...row, note: `${this.#name} failed: ${this.#failed}` };
    return { ...row, peer: { name: this.#name, figures: computeFigures(this.#seconds) } };
  }
}
