import { createHash } from "node:crypto";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commands } from "../commands/index.ts";

/** The examples of every `--help`, as somebody would type them. */

export interface HelpExample {
  /** The command whose help shows it. */
  command: string;
  /** For a POSIX shell; DIR is a workspace. */
  text: string;
}

/** In an order in which they can be run: what reads comes after what writes. */
const order = [
  "import",
  "collect",
  "follow",
  "quarantine",
  "stats",
  "windows",
  "objectives",
  "executions",
  "query",
  "compare",
  "why-slow",
  "failures",
  "samples",
  "duplicates",
  "snapshot",
  "decide",
  "fairness",
  "win-rates",
  "generate",
  "export",
  "diff",
  "merge",
  "ask",
  "mcp",
  "models",
  "verify",
  "config",
];

export const helpExamples: readonly HelpExample[] = [...commands]
  .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  .flatMap(({ name, examples }) => examples("assay").map((text) => ({ command: name, text })));

/** Those that end by themselves. */
export const endingExamples = helpExamples.filter(({ text }) => !/^assay (serve|follow(?!.* --once))/.test(text));

const execution = { schema_version: 1, engine_id: "gpt-x", timestamp: 1_764_145_200, input: "hello", output: "hi" };
const comparison = {
  comparison_id: "c-1",
  query: "translate this",
  candidates: [
    { engine_id: "a", output: "eins", metrics: { quality_score: 0.7 } },
    { engine_id: "b", output: "zwei", metrics: { quality_score: 0.9 } },
  ],
  winner: { engine_id: "b", score: 0.95 },
};

/** Stays in the dataset whatever the examples undo, so that there is something to export. */
const sample = {
  sample_id: "s-1",
  created_at: 1_764_145_200,
  source_trace_id: "t-1",
  tier: "gold",
  input: "Name a colour.",
  output: "Blue is a colour.",
  validation: { quality_score: 0.9, validated: true },
};

/** Another reviewer's decision about a comparison. @param line of the comparison. */
function makeTie(line: string) {
  const key = createHash("sha256").update(line).digest("hex").slice(0, 24);
  const before = { outcome: null, winner_position: null, note: "" };
  const change = { of: "review", comparison: key, comparison_id: "c-1", before, after: { ...before, outcome: "tie" } };
  const head = { schema_version: 1, event_id: "e-1", at: 1_764_145_200_000, actor: "person", tool_version: "0.3.0", type: "decide" };
  return { ...head, part: 0, parts: 1, description: "marked c-1 as a tie", decisions: 1, target: null, changes: [change], places: [] };
}

/** Makes what the examples name: files in `folder`, and the program `your-engine` in `bin`. */
export async function writeExampleFiles(folder: string, bin: string): Promise<void> {
  const line = (trace: string, engine = execution.engine_id) =>
    `${JSON.stringify({ ...execution, trace_id: trace, engine_id: engine, metrics: { latency_ms: 42, success: true } })}\n`;
  await mkdir(bin, { recursive: true });
  await writeFile(join(folder, "events.jsonl"), line("t-1") + line("t-2", "gpt-y"));
  await writeFile(join(folder, "app.log.jsonl"), line("t-3"));
  // The second one is decided by nobody, so that there is something to generate.
  const comparisons = [comparison, { ...comparison, comparison_id: "c-2" }];
  await writeFile(join(folder, "comparisons.jsonl"), [...comparisons, sample].map((one) => `${JSON.stringify(one)}\n`).join(""));
  await mkdir(join(folder, "theirs", "output"), { recursive: true });
  await writeFile(join(folder, "theirs", "output", "curation.jsonl"), `${JSON.stringify(makeTie(JSON.stringify(comparison)))}\n`);
  await writeFile(join(folder, "model.gguf"), Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(1000)]));
  await writeFile(join(bin, "your-engine"), `#!/bin/sh\necho '${line("t-3").trimEnd()}'\n`);
  await chmod(join(bin, "your-engine"), 0o755);
}
