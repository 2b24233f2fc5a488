// The naive way to percentiles: read all, parse all, sort, interpolate. Prints the times in ms, excluding the start of Node.
import { readFile } from "node:fs/promises";

const [input, runs] = process.argv.slice(2);
const took = [];
for (let i = 0; i < Number(runs); i++) {
  const from = performance.now();
  const latencies = (await readFile(input, "utf8"))
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line).metrics.latency_ms)
    .sort((a, b) => a - b);
  for (const percentile of [0.5, 0.95, 0.99]) interpolated(latencies, percentile);
  took.push(performance.now() - from);
}
process.stdout.write(JSON.stringify(took));

function interpolated(sorted, fraction) {
  const at = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at % 1);
}
