import { existsSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { keptFolder } from "../lib/generate.ts";
import type { Part } from "../lib/part.ts";
import { inFolder, runAssay } from "../lib/process.ts";
import { latencyMs, makeText, seeded } from "../lib/random.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";

/** Size of each file: what a person might casually drop on the window. */
const fileBytes = 1_000_000_000;

interface Shape {
  name: string;
  textBytes: number;
  make: (random: () => number, i: number, text: string) => object;
}

const execution: Shape["make"] = (random, i, text) => ({
  schema_version: 1,
  trace_id: `t-${i}`,
  engine_id: `engine-${i % 8}`,
  timestamp: 1_700_000_000 + i,
  input: makeText(random, 60),
  output: text,
  metrics: { latency_ms: latencyMs(random), success: true },
});

const sample: Shape["make"] = (random, i, text) => ({
  sample_id: `s-${i}`,
  created_at: 1_700_000_000 + i,
  source_trace_id: `t-${i}`,
  tier: "gold",
  input: makeText(random, 60),
  output: text,
  validation: { quality_score: 0.9, validated: true },
});

const shapes: readonly Shape[] = [
  { name: "executions of 10 kB", textBytes: 10_000, make: execution },
  { name: "executions of 100 kB", textBytes: 100_000, make: execution },
  { name: "executions of 1 MB", textBytes: 1_000_000, make: execution },
  { name: "executions of 16 MB", textBytes: 16_000_000, make: execution },
  { name: "samples of 15 kB", textBytes: 15_000, make: sample },
  { name: "samples of 1 MB", textBytes: 1_000_000, make: sample },
];

/** Time and memory of importing long records, and one huge invalid line. */
export const longPart: Part = async () => {
  const rows: Row[] = [];
  for (const shape of shapes) {
    const count = Math.ceil(fileBytes / shape.textBytes);
    const work = `${grouped(fileBytes / 1e6)} MB of ${shape.name}`;
    rows.push(...(await measureRows(work, async () => imported(work, await generatedLong(shape, count)))));
  }
  const line = "one line of 200 MB";
  rows.push(...(await measureRows(line, async () => imported(line, await generatedLine(200_000_000), "refused"))));
  return { rows };
};

function imported(work: string, input: string, note?: string): Promise<Row[]> {
  return inFolder(async (folder) => {
    const { seconds, peakMb } = await runAssay(
      ["import", input, "--workspace", join(folder, "w"), "--json"],
      note === undefined ? [0] : [1],
    );
    const noted = note === undefined ? {} : { note };
    return [
      { work: `import ${work}`, unit: "s", assay: computeFigures([seconds]), ...noted },
      { work: `peak memory of importing ${work}`, unit: "MB", assay: computeFigures([peakMb]) },
    ];
  });
}

/** Similar but distinct texts: a megabyte of one letter would compress to nothing. */
async function generatedLong({ name, textBytes, make }: Shape, count: number): Promise<string> {
  const random = seeded(42);
  const common = makeText(random, textBytes);
  return written(`${name.replaceAll(" ", "-")}.v1`, count, (i) => {
    const from = Math.floor(random() * textBytes);
    return `${JSON.stringify(make(random, i, `${common.slice(from)}${common.slice(0, from)}`))}\n`;
  });
}

const generatedLine = (bytes: number): Promise<string> => written(`line-of-${bytes}`, bytes / 1_000_000, () => "x".repeat(1_000_000));

async function written(name: string, pieces: number, piece: (i: number) => string): Promise<string> {
  const path = join(keptFolder, `${name}.jsonl`);
  if (existsSync(path)) return path;
  await mkdir(keptFolder, { recursive: true });
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, "w");
  for (let i = 0; i < pieces; i++) await file.write(piece(i));
  await file.close();
  await rename(part, path);
  return path;
}
