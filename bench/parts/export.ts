import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Context, Part } from "../lib/part.ts";
import { runAssay } from "../lib/process.ts";
import { type Budget, computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { sharedWorkspace } from "../lib/workspaces.ts";

/** Exporting the dataset, whole processes: reading, checking, splitting, writing, hashing, fsync. */
export const exportPart: Part = async (context) => ({
  rows: await measureRows(`export ${grouped(context.lines)} samples`, () => exported(context)),
});

const targets = { JSONL: "chat", Parquet: "parquet" } as const;
/** The issue's, for a million samples. */
const atMostSeconds = 10;

async function exported({ folder, lines, runs }: Context): Promise<Row[]> {
  const { path } = await sharedWorkspace(folder, "samples", lines);
  const budget: Budget = lines === 1_000_000 ? { atMost: atMostSeconds } : {};
  const rows: Row[] = [];
  for (const [encoding, target] of Object.entries(targets)) {
    const seconds: number[] = [];
    const peaksMb: number[] = [];
    for (let i = 0; i < runs; i++) {
      const out = join(folder, "export");
      const args = ["export", "--workspace", path, "--target", target, "--out", out, "--split", "train=0.9,test=0.1", "--json"];
      const ran = await runAssay(args);
      seconds.push(ran.seconds);
      peaksMb.push(ran.peakMb);
      await rm(out, { recursive: true });
    }
    const work = `export ${grouped(lines)} samples to ${encoding} (${target})`;
    rows.push(
      { work, unit: "s", assay: computeFigures(seconds), budget },
      { work: `peak memory: ${work}`, unit: "MB", assay: computeFigures(peaksMb) },
    );
  }
  return rows;
}
