import { open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generated } from "../lib/generate.ts";
import { startHost } from "../lib/host.ts";
import type { Context, Part } from "../lib/part.ts";
import { runCli } from "../lib/process.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";

const decisionsARun = 200;
const modelBytes = 64 * 1024 ** 2;

/**
 * Each command through the local door of `assay serve`, against the same command where the workspace is free, whole processes, in turns: two workspaces
 * of the same records, one of them owned.
 */
export const doorPart: Part = async (context) => ({ rows: await measureRows("the local door", () => measure(context)) });

interface Sizes {
  folder: string;
  lines: number;
  comparisons: number;
}

/** A command and what it reads, made before its time counts. @param round from 0; each workspace gets the same. */
interface Measured {
  name: string;
  make(workspace: string, round: number, sizes: Sizes): Promise<{ args: string[]; stdinPath?: string }>;
}

const plain = (...args: string[]): Measured => ({ name: args.join(" "), make: async () => ({ args }) });

const measured: readonly Measured[] = [
  { name: "import", make: async (_workspace, round, sizes) => ({ args: ["import", await otherExecutions(sizes, `i${round}`)] }) },
  {
    name: "collect --acks",
    make: async (_workspace, round, sizes) => ({
      args: ["collect", "--kind", "engine_execution", "--acks"],
      stdinPath: await otherExecutions(sizes, `c${round}`),
    }),
  },
  plain("stats"),
  plain("samples"),
  {
    name: "export --target trl-preference",
    make: async (workspace) => ({ args: ["export", "--target", "trl-preference", "--out", `${workspace}-pairs`, "--force"] }),
  },
  { name: "models add", make: async (_workspace, round, { folder }) => ({ args: ["models", "add", await modelFile(folder, round)] }) },
  plain("models", "verify"),
  plain("verify"),
  plain("config"),
  { name: "decide", make: async (_workspace, round, sizes) => ({ args: ["decide"], stdinPath: await decisions(sizes, round) }) },
];

async function measure({ folder, runs, ...context }: Context): Promise<Row[]> {
  const lines = Math.min(context.lines, 200_000);
  const comparisons = Math.min(context.comparisons, 20_000);
  const sizes = { folder, lines, comparisons };
  const [free, owned] = [join(folder, "door-free"), join(folder, "door-owned")];
  const files = [
    await generated("executions", lines),
    await generated("comparisons", comparisons),
    await generated("samples", comparisons),
  ];
  for (const workspace of [free, owned]) await runCli(["import", ...files, "--workspace", workspace]);
  const host = await startHost(owned, join(folder, "home"));
  try {
    const rows: Row[] = [];
    for (const { name, make } of measured) {
      const seconds = { free: [] as number[], owned: [] as number[] };
      // The first round fills caches. Then in turns, so that a busy moment meets both.
      for (let round = 0; round <= runs; round++)
        for (const which of round % 2 === 0 ? (["free", "owned"] as const) : (["owned", "free"] as const)) {
          const workspace = which === "free" ? free : owned;
          const { args, stdinPath } = await make(workspace, round, sizes);
          const done = await runCli([...args, "--workspace", workspace], stdinPath);
          if (round > 0) seconds[which].push(done.seconds);
        }
      rows.push({
        work: `\`assay ${name}\` through the local door, the whole process`,
        unit: "s",
        assay: computeFigures(seconds.owned),
        peer: { name: "the same, the workspace free", figures: computeFigures(seconds.free) },
        budget: { ratioAtMost: 1.2 },
      });
      process.stderr.write(`bench: ${name}: ${JSON.stringify(seconds)}\n`);
    }
    return rows;
  } finally {
    await host.stop();
  }
}

/** The generated executions under other ids: a duplicate costs less than a record. */
async function otherExecutions({ folder, lines }: Sizes, prefix: string): Promise<string> {
  const path = join(folder, `executions-${prefix}.jsonl`);
  const text = await readFile(await generated("executions", lines), "utf8");
  await writeFile(path, text.replaceAll('"trace_id":"t-', `"trace_id":"${prefix}-`));
  return path;
}

/** A model file that no round has added. */
async function modelFile(folder: string, round: number): Promise<string> {
  const path = join(folder, `model-${round}.gguf`);
  const file = await open(path, "w");
  await file.writeFile(Buffer.alloc(modelBytes, `weights ${round} `));
  await file.close();
  return path;
}

async function decisions({ folder, comparisons }: Sizes, round: number): Promise<string> {
  const path = join(folder, `decisions-${round}.jsonl`);
  const lines = Array.from({ length: decisionsARun }, (_, i) =>
    JSON.stringify({ comparison_id: `c-${(round * decisionsARun + i) % comparisons}`, candidate: 0, action: "promote", tier: "gold" }),
  );
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}
