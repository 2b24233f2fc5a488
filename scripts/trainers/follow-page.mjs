import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { cliPath, inRoot, node24 } from "../lib/places.mjs";
import { run } from "../lib/run.mjs";

/**
 * Follows a page of the documentation word by word, in one new folder: its `sh` blocks as scripts/docs.test.ts does, and its `python` blocks, which
 * that leaves out, with a tiny model where they take one.
 * @param python of an environment that holds what the page needs.
 * @throws RunFailure with the output of the block that failed.
 */
export async function followPage(page, python) {
  const folder = mkdtempSync(join(tmpdir(), "assay-page-"));
  try {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "assay"), `#!/bin/sh\nexec "${node24()}" "${cliPath}" "$@"\n`);
    chmodSync(join(bin, "assay"), 0o755);
    const env = {
      ...process.env,
      ASSAY_HOME: join(folder, "state"),
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      HF_HUB_OFFLINE: "1",
      CUDA_VISIBLE_DEVICES: "",
    };
    const model = join(folder, "tiny-model");
    await run("tiny_model.py", python, [inRoot("scripts", "trainers", "tiny_model.py"), model], { quiet: true, env });
    let count = 0;
    for (const [, language, text] of readFileSync(inRoot(page), "utf8").matchAll(/```(sh|python)\n([\s\S]*?)```/g)) {
      const file = join(folder, `block-${++count}`);
      writeFileSync(file, text);
      const title = `${page}, ${language} block ${count}`;
      const [program, args] = language === "sh" ? ["bash", ["--norc", "-euo", "pipefail", file]] : [python, [file, model]];
      await run(title, program, args, { quiet: true, env, cwd: folder });
    }
    return count;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
