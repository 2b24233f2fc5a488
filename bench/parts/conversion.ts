import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type GeneratedFile, generated } from "../lib/generate.ts";
import type { Part } from "../lib/part.ts";
import { inFolder, runAssay, type Watched } from "../lib/process.ts";
import { computeFigures, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";

const foreign = {
  "litellm-payloads": "LiteLLM payloads (JSONL)",
  "litellm-spend-logs": "LiteLLM spend logs (JSONL)",
  "litellm-spend-table": "LiteLLM spend logs (CSV)",
  "own-table": "a table of one's own (CSV)",
} as const satisfies { [file in GeneratedFile]?: string };
const foreignFiles = Object.keys(foreign) as (keyof typeof foreign)[];

/** Runs of one import, and of the import of the records that it made. */
interface Runs {
  converted: Watched[];
  native: Watched[];
}

const figuresOf = (runs: readonly Watched[], what: "seconds" | "cpuSeconds" | "peakMb") => computeFigures(runs.map((run) => run[what]));

/**
 * Import of another tool's rows, in turns with two peers: the very records that they became, imported as lines of ours, and as many of our
 * generated executions. Processor time is what to compare: it hardly depends on what else the machine does. Rows of LiteLLM are twelve times as
 * long as our executions, and five to seven times as long as their own records; those of a table of one's own are shorter than both.
 */
export const conversionPart: Part = async ({ lines, runs }) => {
  const executions: Watched[] = [];
  const runsOf = new Map<string, Runs>(foreignFiles.map((file) => [file, { converted: [], native: [] }]));
  for (const file of ["executions", ...foreignFiles] as const) await generated(file, lines);
  const importInto = (file: string, workspace: string, ...options: string[]) =>
    runAssay(["import", file, ...options, "--workspace", workspace, "--json"]);
  for (let i = 0; i < runs; i++) {
    await inFolder(async (folder) => void executions.push(await importInto(await generated("executions", lines), join(folder, "w"))));
    for (const [file, { converted, native }] of runsOf)
      await inFolder(async (folder) => {
        const input = await generated(file as GeneratedFile, lines);
        converted.push(await importInto(input, join(folder, "w"), ...(file === "own-table" ? ["--recipe", await ownRecipe(folder)] : [])));
        native.push(await importInto(join(folder, "w/output/events.jsonl"), join(folder, "again")));
      });
  }
  const rows = Object.entries(foreign).flatMap(([file, title]): Row[] => {
    const { converted, native } = runsOf.get(file) as Runs;
    const work = `import ${grouped(lines)} rows of ${title}`;
    const against = (what: "seconds" | "cpuSeconds", name: string): Row[] => [
      {
        work: `${work}: ${name}`,
        unit: "s",
        assay: figuresOf(converted, what),
        peer: { name: "their records, as lines of ours", figures: figuresOf(native, what) },
        budget: { ratioAtMost: 2 },
      },
      {
        work: `${work}: ${name}, against short rows`,
        unit: "s",
        assay: figuresOf(converted, what),
        peer: { name: "as many executions of ours", figures: figuresOf(executions, what) },
        budget: { ratioAtMost: 2 },
      },
    ];
    return [
      ...against("cpuSeconds", "processor time"),
      ...against("seconds", "time"),
      { work: `peak memory of: ${work}`, unit: "MB", assay: figuresOf(converted, "peakMb"), budget: { atMost: 800, judged: "max" } },
    ];
  });
  return { rows };
};

/** The mapping that Assay proposes for the table. */
async function ownRecipe(folder: string): Promise<string> {
  const path = join(folder, "own.recipe.json");
  const mapping = {
    engine: { from: "model" },
    task: { from: "task" },
    time: { from: "time" },
    latency: { from: "latency_ms", unit: "ms" },
    success: { from: "status" },
    quality: { from: "score" },
    input_tokens: { from: "prompt_tokens" },
    output_tokens: { from: "completion_tokens" },
    input: { from: "prompt" },
    output: { from: "answer" },
  };
  await writeFile(path, JSON.stringify({ dialect: "custom", answers: {}, mapping }));
  return path;
}
