import { writeFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "../../fixtures.ts";
import { giveTo, spawnElectron } from "../../hosts/electron.ts";
import { collectStderr, exitOf } from "../../hosts/exit.ts";
import { electron, mainProcess } from "./main.ts";

test("zz many", async ({ assay }) => {
  test.setTimeout(120_000);
  const folder = join(dirname(assay.workspaceDir), "many");
  await mkdir(folder);
  for (const count of [50, 150, 400]) {
    const paths = Array.from({ length: count }, (_, i) => join(folder, `a-file-with-a-rather-long-name-${count}-${i}.jsonl`));
    for (const path of paths) await writeFile(path, "{}\n");
    giveTo(electron().runAs, folder);
    const second = spawnElectron(electron(), { workspaceDir: assay.workspaceDir, stateDir: assay.stateDir, env: {} }, paths);
    const said = collectStderr(second);
    const startedMs = Date.now();
    const code = await exitOf(second);
    console.log(count, paths.join(" ").length, "code", code, "ms", Date.now() - startedMs, said().slice(0, 300));
    await new Promise((r) => setTimeout(r, 1500));
    console.log("first alive", mainProcess(assay).process().exitCode, mainProcess(assay).process().signalCode, assay.stderr().slice(-600));
    console.log(await assay.page.getByRole("region", { name: "Opened files" }).innerText({ timeout: 3000 }).catch((e) => String(e).slice(0, 200)));
  }
});
