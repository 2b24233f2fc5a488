// Makes resources/sample from ../shared/data, from sources under Apache-2.0 and MIT only. Run by hand when the sample should change; the
// result is committed, so the project does not need ../shared/data.
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const data = resolve(root, "../shared/data");
const sample = join(root, "resources/sample");

const lines = async (path) => (await readFile(join(data, "native", path), "utf8")).split("\n").filter(Boolean);

/** `count` lines, evenly spread. */
const spread = (all, count) => all.filter((_, i) => Math.floor((i * count) / all.length) !== Math.floor(((i + 1) * count) / all.length));

const hasLatency = (line) => JSON.parse(line).metrics.latency_ms !== undefined;

const gorilla = (await lines("engine_execution/gorilla_pr_bfcl4.jsonl")).filter(hasLatency).filter((line) => line.length < 2500);
const executions = [
  ...(await lines("engine_execution/llmperf.jsonl")),
  ...(await lines("engine_execution/latitude_coding_agent.jsonl")),
  ...spread(gorilla, 500),
].sort((a, b) => JSON.parse(a).timestamp - JSON.parse(b).timestamp);

/** Keeps the recorded winner and the first others: arena questions have up to 15 answers, and a window shows eight well. */
function cutTo(count, line) {
  const record = JSON.parse(line);
  const winner = record.winner && record.candidates.find(({ engine_id }) => engine_id === record.winner.engine_id);
  const others = record.candidates.filter((candidate) => candidate !== winner).slice(0, winner ? count - 1 : count);
  const kept = record.candidates.filter((candidate) => candidate === winner || others.includes(candidate));
  return JSON.stringify({ ...record, candidates: kept });
}

const arena = spread(await lines("comparison_result/arena_bench_v1_nway.jsonl"), 60).map((line, i) => cutTo(3 + (i % 6), line));
const reviews = spread(await lines("comparison_result/fastchat_vicuna_reviews.jsonl"), 160);
const comparisons = reviews.flatMap((line, i) => (i % 3 === 2 && arena.length > 0 ? [line, arena.shift()] : [line])).concat(arena);

const samples = spread(await lines("training_sample/arena_bench_v1_samples.jsonl"), 110);

await mkdir(join(sample, "output"), { recursive: true });
await mkdir(join(sample, "LICENSES"), { recursive: true });
await writeFile(join(sample, "assay.config.json"), `${JSON.stringify({ version: "1" }, null, 2)}\n`);
await writeFile(join(sample, "output/events.jsonl"), `${executions.join("\n")}\n`);
await writeFile(join(sample, "output/comparisons.jsonl"), `${comparisons.join("\n")}\n`);
await writeFile(join(sample, "output/training_samples.jsonl"), `${samples.join("\n")}\n`);
for (const name of [
  "llmperf-leaderboard.Apache-2.0.txt",
  "latitude-coding-agent-benchmark.MIT.txt",
  "gorilla.Apache-2.0.txt",
  "arena-hard-auto.Apache-2.0.txt",
  "FastChat.Apache-2.0.txt",
]) {
  await cp(join(data, "LICENSES", name), join(sample, "LICENSES", name));
}
process.stdout.write(`${executions.length} executions, ${comparisons.length} comparisons, ${samples.length} samples\n`);
