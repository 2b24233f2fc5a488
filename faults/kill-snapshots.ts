import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./lib/fault.ts";
import { sample } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";
import { serve } from "./lib/web.ts";

const roundsAWorkspace = 6;

/** kill -9 while a snapshot is taken: it is whole or not there, and an acknowledged one is there; the dataset and undo are as they were. */
export const killSnapshots: Fault = {
  name: "kill-snapshots",
  kills: true,
  async run({ assay, random, rounds, folder, round: done, violate, late }) {
    let workspace = "";
    let answered: string[] = [];
    for (let round = 0; round < rounds && !late(); round++) {
      if (round % roundsAWorkspace === 0) {
        workspace = join(folder, `w${round}`);
        answered = [];
        const path = join(folder, `source${round}.jsonl`);
        await writeFile(path, `${Array.from({ length: 6000 }, (_, i) => sample(`s${round}-${i}`, random)).join("\n")}\n`);
        const { code, stderr } = await assay.run(["import", path, "--workspace", workspace, "--json"]);
        if (code !== 0) throw new Error(`the import before the round failed: ${stderr}`);
      }
      const served = await serve(assay, workspace);
      let ended = false;
      const page = await served.call("samples.list", { filter: {}, limit: 50 });
      const refs = page?.ok ? (page.value.rows as { ref: string }[]).map(({ ref }) => ref) : [];
      const work = (async () => {
        while (!ended) {
          const taken = await served.call("snapshots.create", { name: `round ${round}` });
          if (taken?.ok) answered.push(String(taken.value.id));
          await served.call("curation.apply", { actions: [{ type: "demote", sample: random.pick(refs) }] });
          if (taken?.ok && random.chance(0.3)) await served.call("snapshots.restore", { id: taken.value.id });
          if (taken === null) return;
        }
      })();
      await served.running.until(() => answered.length > 0, random.between(0, 2000));
      await served.running.until(() => false, random.between(0, random.pick([2, 20, 120])));
      served.running.kill("SIGKILL");
      ended = true;
      await served.closed;
      await work;
      await served.running.ended;

      const snapshots = join(workspace, "snapshots");
      const files = await readdir(snapshots).catch(() => []);
      const ids = files.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
      for (const id of ids) {
        const manifest = JSON.parse(await readFile(join(snapshots, `${id}.json`), "utf8"));
        const bytes = await readFile(join(snapshots, `${id}.jsonl`));
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        if (sha256 !== manifest.sha256 || bytes.length !== manifest.size_bytes) violate(`the snapshot ${id} is not what its manifest says`);
      }
      for (const id of answered) if (!ids.includes(id)) violate(`the snapshot ${id} was answered and is not there`);
      await verified(assay, workspace, violate);
      done();
    }
  },
};
