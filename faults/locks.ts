import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./lib/fault.ts";
import { verified } from "./lib/verify.ts";

/** One owner at a time; a dead owner's lock is taken over. */
export const locks: Fault = {
  name: "locks",
  kills: false,
  async run({ assay, folder, round, violate }) {
    const workspace = join(folder, "w");
    const lock = join(workspace, ".assay", "lock");
    const collect = ["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"];
    const first = assay.start(collect);
    await first.until(() => first.stderr() !== "", 100);
    while (first.alive && !(await readFile(lock, "utf8").catch(() => "")).includes(String(first.pid))) await first.until(() => false, 20);
    const second = await assay.run(["serve", "--workspace", workspace, "--no-open", "--json"]);
    if (second.code !== 5 || !second.stdout.includes(String(first.pid)))
      violate(`a second process ends with ${second.code}, and says: ${second.stdout}`);
    round();

    const owner = JSON.parse(await readFile(lock, "utf8")) as Record<string, unknown>;
    first.kill("SIGKILL");
    await first.ended;
    await verified(assay, workspace, (message) => violate(`after the owner was killed: ${message}`));
    round();

    // The dead owner's pid now belongs to another process: this one.
    await mkdir(join(workspace, ".assay"), { recursive: true });
    await writeFile(lock, JSON.stringify({ ...owner, pid: process.pid }));
    if (owner.processStart !== null) await verified(assay, workspace, (message) => violate(`with a reused pid: ${message}`));
    round();

    const racers = await Promise.all(
      Array.from({ length: 3 }, () => assay.run(["import", "/dev/null", "--workspace", workspace, "--json"])),
    );
    for (const { code, stdout } of racers)
      if (code !== 5 && code !== 4 && code !== 0) violate(`one of three at the same time ends with ${code}: ${stdout}`);
    await verified(assay, workspace, violate);
    round();
  },
};
