import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { comparisonRecord } from "../../testing/curation-workspace.ts";
import { openTemporary, partsOf, temporaryFolder } from "../../testing/open-temporary.ts";

const count = 4000;

/** Runs a step of that many samples in a process of its own and kills it once so many bytes of it are in the log. */
async function killInTheMiddle(path: string, step: "generate" | "undo", afterBytes: number): Promise<void> {
  const log = join(path, "output", "curation.jsonl");
  const before = (await stat(log)).size;
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../testing/generate-and-hang.child.ts"), path, step], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let done = false;
  child.stdout.on("data", () => {
    done = true;
  });
  while (!done && (await stat(log)).size - before < afterBytes) await turn();
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

it("a big generation and its undo are all or nothing, whenever they are killed", async () => {
  const path = await temporaryFolder();
  const first = await openTemporary({ path });
  const file = join(path, "comparisons.jsonl");
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ ...comparisonRecord(`c-${i}`, { score: 0.95 }), query: `${i} ${"q".repeat(600)}` }),
  );
  await writeFile(file, lines.map((line) => `${line}\n`).join(""));
  await first.importFile(file, { kind: "auto", keepDuplicates: false });
  const [key = ""] = (await partsOf(first).index.db.all<{ key: string }>("SELECT key FROM comparisons ORDER BY off LIMIT 1")).map(
    (row) => row.key,
  );
  await first.curation.apply([{ type: "tie", comparison: key }]);
  await first.close();
  let made = 0;
  for (const [step, afterBytes] of [
    ["generate", 1],
    ["generate", 2_000_000],
    ["undo", 1],
    ["undo", 3_000_000],
  ] as const) {
    if (step === "undo" && made === 0) {
      const workspace = await openTemporary({ path });
      made = (await workspace.curation.generate()).created;
      await workspace.close();
    }
    await killInTheMiddle(path, step, afterBytes);
    const workspace = await openTemporary({ path });
    await workspace.settled();
    expect(workspace.curation.problems).toEqual([]);
    const dataset = await readFile(join(path, "output", "training_samples.jsonl"), "utf8");
    const there = dataset.split("\n").length - 1;
    expect([0, count - 1]).toContain(there);
    const total = (await workspace.curation.listSamples({ filter: {}, limit: 1 })).total;
    expect(total).toBe(there);
    expect(workspace.curation.state().undoes).toBe(there > 0 ? `generated ${count - 1} samples` : "marked c-0 as a tie");
    expect((await workspace.verify({ repair: false })).problems).toEqual([]);
    made = there;
    await workspace.close();
  }
  await rm(path, { recursive: true, force: true });
}, 240_000);
