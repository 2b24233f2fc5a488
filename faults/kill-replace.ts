import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { verified } from "./lib/verify.ts";

const rowCount = 4000;

/** kill -9 while a mapping is run again: all records are those of the old mapping, or all of the new one; old lines stay byte for byte. */
export const killReplace: Fault = {
  name: "kill-replace",
  kills: true,
  async run({ assay, random, rounds, folder, round: done, violate, late }) {
    const path = join(folder, "rows.jsonl");
    const rows = Array.from({ length: rowCount }, (_, i) =>
      JSON.stringify({ model: "m", ask: `q${i}`, answer: "a", at: 1764145200 + i, took: 1 }),
    );
    await writeFile(path, `${rows.join("\n")}\n`);
    for (const unit of ["s", "ms", "us"]) {
      const mapping = {
        engine: { from: "model" },
        input: { from: "ask" },
        output: { from: "answer" },
        time: { from: "at" },
        latency: { from: "took", unit },
      };
      await writeFile(join(folder, `${unit}.json`), JSON.stringify({ dialect: "custom", answers: { success: true }, mapping }));
    }
    const recipe = (unit: string) => ["import", path, "--workspace", workspace, "--recipe", join(folder, `${unit}.json`), "--json"];
    const latencyOf: Record<string, number> = { s: 1000, ms: 1, us: 0.001 };
    const workspace = join(folder, "w");
    const first = await assay.run(recipe("ms"));
    if (first.code !== 0) throw new Error(`the import before the rounds failed: ${first.stderr}`);
    let unit = "ms";
    for (let round = 0; round < rounds && !late(); round++) {
      const next = random.pick(Object.keys(latencyOf).filter((one) => one !== unit));
      const journal = join(workspace, "output", "events.jsonl");
      const before = (await seen(journal)).lines;
      const running = assay.start([...recipe(next), "--replace"]);
      running.end();
      // A start takes 0.4 to 2 s on a busy machine, the replacement a part of a second after it.
      await running.until(() => false, random.between(200, random.pick([1500, 3000, 6000])));
      running.kill("SIGKILL");
      await running.ended;
      await verified(assay, workspace, violate);
      const after = (await seen(journal)).lines;
      if (before.some((line, i) => line !== after[i])) violate("a line of events.jsonl is not what it was");
      const { code, stdout, stderr } = await assay.run(["stats", "--workspace", workspace, "--json"]);
      if (code !== 0) violate(`stats ends with ${code}: ${stderr}`);
      const [engine] = (JSON.parse(stdout) as { engines: { count: number; latency_ms: { min: number; max: number } }[] }).engines;
      const { min, max } = engine?.latency_ms ?? { min: 0, max: 0 };
      if (engine?.count !== rowCount) violate(`${rowCount} executions, and stats counts ${engine?.count}`);
      if (min !== max || (min !== latencyOf[unit] && min !== latencyOf[next]))
        violate(`latencies of ${latencyOf[unit]} ms or of ${latencyOf[next]} ms, and stats has ${min} to ${max}`);
      if (min === latencyOf[next]) unit = next;
      done();
    }
  },
};
