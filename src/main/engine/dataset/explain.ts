import { type CheckName, type DatasetFinding, tiers } from "../../../contract/index.ts";
import { hashLine } from "../records/line-hash.ts";
import { bitOf } from "./across/flag.ts";
import { nameOfHash } from "./across/tiers.ts";
import type { CheckResult } from "./check-run.ts";
import { defaultSplit } from "./scan/split-part.ts";

/** What the checks across samples found about one of them, in words. Nothing when it has changed since. */
export function explainAcross(result: CheckResult, line: string): DatasetFinding[] {
  const row = findRow(result, line);
  if (row < 0) return [];
  const { columns } = result;
  const has = (check: CheckName) => ((columns.flags[row] as number) & bitOf(check)) !== 0;
  const findings: DatasetFinding[] = [];
  const add = (check: CheckName, why: string) => findings.push({ check, field: "sample", from: 0, to: 0, excerpt: "", why });
  if (has("length")) {
    const length = columns.outputLengths[row] as number;
    add("length", `The output has ${length} characters; half of all outputs have more than ${result.lengths?.median ?? 0}.`);
  }
  if (has("two-tiers")) add("two-tiers", `Answers to this prompt: ${countTiers(result, columns.prompts, row)}.`);
  if (has("conflict")) add("conflict", describeConflict(result, row));
  if (has("duplicate")) {
    const others = (result.clusters.find(({ rows }) => rows.includes(row))?.rows.length ?? 1) - 1;
    add("duplicate", `The dataset has ${others === 1 ? "another sample" : `${others} other samples`} with nearly the same texts.`);
  }
  if (has("leakage")) {
    const names = defaultSplit.parts.map(({ name }) => name);
    const own = names[columns.parts[row] as number] ?? "";
    add("leakage", `This prompt falls into ${own}; nearly the same one into ${names.find((name) => name !== own) ?? "another part"}.`);
  }
  return findings;
}

function findRow({ columns }: CheckResult, line: string): number {
  const { h0, h1, h2 } = hashLine(Buffer.from(line, "utf8"));
  const { hashes, count } = columns;
  for (let row = 0; row < count; row++) if (hashes[row * 3] === h0 && hashes[row * 3 + 1] === h1 && hashes[row * 3 + 2] === h2) return row;
  return -1;
}

function countTiers({ columns }: CheckResult, hashes: Uint32Array, row: number): string {
  const counts = tiers.map(() => 0);
  for (let other = 0; other < columns.count; other++) {
    if (hashes[other * 2] !== hashes[row * 2] || hashes[other * 2 + 1] !== hashes[row * 2 + 1]) continue;
    const tier = columns.tiers[other] as number;
    counts[tier] = (counts[tier] ?? 0) + 1;
  }
  return tiers.flatMap((tier, i) => ((counts[i] ?? 0) > 0 ? [`${counts[i]} ${tier}`] : [])).join(", ");
}

function describeConflict(result: CheckResult, row: number): string {
  const counts = countTiers(result, result.columns.texts, row);
  const isInTwo = counts.includes(",");
  const isRejected = result.rejected.has(nameOfHash(result.columns.texts, row));
  return [
    ...(isInTwo ? [`The same prompt and output are in the dataset as ${counts}.`] : []),
    ...(isRejected ? ["The same answer was rejected in a comparison."] : []),
  ].join(" ");
}
