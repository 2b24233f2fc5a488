import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { comparisonRecord } from "../testing/curation-workspace.ts";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";

/** `npm run faults -- --only kill-curation` makes more. */
const rounds = 2;

/** Decides in a process of its own and kills it after some answers. @returns the state it told last. */
async function decideAndKill(path: string, seed: number, answers: number): Promise<unknown> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../testing/decide-and-hang.child.ts"), path, String(seed)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = "";
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = line;
    if (++count === answers) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(count).toBeGreaterThanOrEqual(answers);
  return JSON.parse(last);
}

it("decisions, undo, dataset and index survive kill -9 at any moment", async () => {
  const path = await temporaryFolder();
  const config = { version: "1", json_engine: { training: { auto_generate_samples: true } } };
  const first = await openTemporary({ path, config });
  const file = join(path, "comparisons.jsonl");
  await writeFile(
    file,
    Array.from({ length: 40 }, (_, i) => `${JSON.stringify(comparisonRecord(`c-${i}`, { score: (i % 10) / 10 }))}\n`).join(""),
  );
  await first.importFile(file, { kind: "auto", keepDuplicates: false });
  await first.close();
  for (let round = 0; round < rounds; round++) {
    const told = (await decideAndKill(path, round * 1000, 15 + round * 23)) as { decisions: number };
    const workspace = await openTemporary({ path });
    await workspace.settled();
    const { problems, ok } = await workspace.verify({ repair: false });
    expect(problems).toEqual([]);
    expect(ok).toBe(true);
    // The step under way when it was killed may be in force, too.
    expect(Math.abs(workspace.curation.state().decisions - told.decisions)).toBeLessThanOrEqual(1);
    const lines: string[] = [];
    for await (const line of workspace.samples()) lines.push(line);
    expect(new Set(lines).size).toBe(lines.length);
    const bytes = await readFile(join(path, "output", "training_samples.jsonl"), "utf8");
    expect(bytes).toBe(lines.map((line) => `${line}\n`).join(""));
    await workspace.close();
    const again = await openTemporary({ path });
    expect(await readFile(join(path, "output", "training_samples.jsonl"), "utf8")).toBe(bytes);
    expect((await again.verify({ repair: false })).problems).toEqual([]);
    await again.close();
  }
  await rm(path, { recursive: true, force: true });
});
