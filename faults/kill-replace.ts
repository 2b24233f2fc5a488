import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { verified } from "./lib/verify.ts";

const rowCount = 4000;
/** Records that an older mapping made of rows which give none now. */
const goneCount = 500;

/**
 * kill -9 while a mapping is run again: all records are those of the old mapping, or all of the new one, and those whose rows give none any more are all
 * here, or all taken away with the same step; old lines stay byte for byte.
 */
export const killReplace: Fault = {
  name: "kill-replace",
  kills: true,
  async run({ assay, random, rounds, folder, round: done, violate, late }) {
    const path = join(folder, "rows.jsonl");
    const rows = Array.from({ length: rowCount }, (_, i) =>
      JSON.stringify({ model: "m", ask: `q${i}`, answer: "a", at: 1764145200 + i, took: 1 }),
    );
    const noRows = Array.from({ length: goneCount }, (_, i) => String(i));
    await writeFile(path, `${[...rows, ...noRows].join("\n")}\n`);
    const earlier = noRows.map((row, i) =>
      JSON.stringify({
        ...{ schema_version: 1, trace_id: `gone-${i}`, engine_id: "gone", timestamp: 1, input: "", output: "", metrics: { success: true } },
        source: {
          dialect: "custom",
          version: "0",
          file: "rows.jsonl",
          line: i + 1,
          sha256: createHash("sha256").update(row).digest("hex"),
        },
      }),
    );
    const earlierPath = join(folder, "earlier.jsonl");
    await writeFile(earlierPath, `${earlier.join("\n")}\n`);
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
    const { code: imported } = await assay.run(["import", earlierPath, "--workspace", workspace]);
    if (imported !== 0) throw new Error("the records of an older mapping were not imported");
    let unit = "ms";
    let gone = goneCount;
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
      const { engines } = JSON.parse(stdout) as {
        engines: { engine_id: string; count: number; latency_ms: { min: number; max: number } }[];
      };
      const engine = engines.find(({ engine_id }) => engine_id === "m");
      const there = engines.find(({ engine_id }) => engine_id === "gone")?.count ?? 0;
      const { min, max } = engine?.latency_ms ?? { min: 0, max: 0 };
      if (engine?.count !== rowCount) violate(`${rowCount} executions, and stats counts ${engine?.count}`);
      if (min !== max || (min !== latencyOf[unit] && min !== latencyOf[next]))
        violate(`latencies of ${latencyOf[unit]} ms or of ${latencyOf[next]} ms, and stats has ${min} to ${max}`);
      const isReplaced = min === latencyOf[next];
      if (there !== (isReplaced ? 0 : gone))
        violate(`${gone} records to be taken away, the step is ${isReplaced ? "" : "not "}there, and ${there} are left`);
      if (isReplaced && random.pick([true, false])) {
        unit = next;
        gone = 0;
      } else if (isReplaced) {
        const undone = assay.start(["decide", "--workspace", workspace, "--actor-kind", "person"]);
        await undone.write(Buffer.from('{"action":"undo"}\n'));
        undone.end();
        const answered = await undone.ended;
        if (answered.code !== 0) violate(`undo after the replacement ends with ${answered.code}: ${answered.stdout}${answered.stderr}`);
      }
      done();
    }
  },
};
