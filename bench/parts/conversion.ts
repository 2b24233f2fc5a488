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
} as const satisfies { [file in GeneratedFile]?: string };
const files = ["executions", ...(Object.keys(foreign) as (keyof typeof foreign)[])] as const;

/**
 * Import of another tool's rows against as many of ours, in turns. Processor time is what to compare: it hardly depends on what else the machine
 * does. Rows of LiteLLM are twelve times as long as ours.
 */
export const conversionPart: Part = async ({ lines, runs }) => {
  const runsOf = new Map<string, Watched[]>(files.map((file) => [file, []]));
  for (const file of files) await generated(file, lines);
  for (let i = 0; i < runs; i++)
    for (const file of files) {
      const input = await generated(file, lines);
      await inFolder(async (folder) => {
        runsOf.get(file)?.push(await runAssay(["import", input, "--workspace", join(folder, "w"), "--json"]));
      });
    }
  const figures = (file: string, what: "seconds" | "cpuSeconds" | "peakMb") =>
    computeFigures((runsOf.get(file) ?? []).map((run) => run[what]));
  const rows = Object.entries(foreign).flatMap(([file, title]): Row[] => {
    const work = `import ${grouped(lines)} rows of ${title}`;
    const peer = (what: "seconds" | "cpuSeconds") => ({ name: "as many executions of ours", figures: figures("executions", what) });
    return [
      {
        work: `${work}: processor time`,
        unit: "s",
        assay: figures(file, "cpuSeconds"),
        peer: peer("cpuSeconds"),
        budget: { ratioAtMost: 2 },
      },
      { work: `${work}: time`, unit: "s", assay: figures(file, "seconds"), peer: peer("seconds"), budget: { ratioAtMost: 2 } },
      { work: `peak memory of: ${work}`, unit: "MB", assay: figures(file, "peakMb"), budget: { atMost: 800, judged: "max" } },
    ];
  });
  return { rows };
};
