import { readdirSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./lib/fault.ts";
import { comparison, execution, sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

const roundsAWorkspace = 10;

/** kill -9 while the index is rebuilt from the journals: the next opening continues, and the index equals the journals. */
export const killIndex: Fault = {
  name: "kill-index",
  kills: true,
  async run({ assay, random, rounds, folder, round: done, violate, late }) {
    let workspace = "";
    for (let round = 0; round < rounds && !late(); round++) {
      if (round % roundsAWorkspace === 0) {
        workspace = join(folder, `w${round}`);
        const lines = Array.from({ length: 12_000 }, (_, i) => random.pick([execution, execution, comparison, sample])(`x${i}`, random));
        const source = join(folder, "source.jsonl");
        await writeFile(source, `${lines.join("\n")}\n`);
        const { code, stderr } = await assay.run(["import", source, "--workspace", workspace, "--json"]);
        if (code !== 0) throw new Error(`the import before the round failed: ${stderr}`);
      }
      const cache = join(workspace, ".assay");
      // All of it, or only the database or its log, as after a crash or a manual deletion.
      const gone = random.pick(["index.duckdb", "index.duckdb", "index.duckdb.wal", "."]);
      if (gone === ".") await rm(cache, { recursive: true, force: true });
      else await rm(join(cache, gone), { force: true });
      for (let kill = random.between(1, 2); kill > 0; kill--) {
        const running = assay.start(["verify", "--repair", "--workspace", workspace, "--json"]);
        running.end();
        await running.until(() => staged(cache), random.between(1, 8) * 1000);
        await running.until(() => false, random.between(0, random.pick([10, 150, 800])));
        running.kill("SIGKILL");
        await running.ended;
      }
      await verified(assay, workspace, violate);
      done();
    }
  },
};

function staged(cache: string): boolean {
  try {
    return readdirSync(join(cache, "staging")).length > 0;
  } catch {
    return false;
  }
}
