import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "./lib/fault.ts";
import { leftovers } from "./lib/files.ts";

const roundsAWorkspace = 10;
const megabyte = 1024 * 1024;

/** kill -9 while a model is added: it is kept whole and listed, or it is not there; an acknowledged one is there. */
export const killModels: Fault = {
  name: "kill-models",
  kills: true,
  async run({ assay, random, rounds, folder, round: done, violate, late }) {
    const known = new Map<string, number>();
    let answered = new Set<string>();
    for (let round = 0; round < rounds && !late(); round++) {
      if (round % roundsAWorkspace === 0) answered = new Set();
      const workspace = join(folder, `w${Math.floor(round / roundsAWorkspace)}`);
      const models = join(workspace, "models");
      const head = random.bytes(64);
      const bytes = Buffer.concat([head, Buffer.alloc(random.between(1, 24) * megabyte, random.below(256))]);
      const source = join(folder, "model.gguf");
      await writeFile(source, bytes);
      known.set(sha256(bytes), bytes.length);
      const before = entries(models);
      const abandoned = await leftovers(models);
      const running = assay.start(["models", "add", source, "--workspace", workspace, "--json"]);
      running.end();
      await running.until(() => entries(models) > before, 20_000);
      await running.until(() => running.lines.length > 0, random.between(0, random.pick([4, 25, 120])));
      running.kill("SIGKILL");
      const { stdout } = await running.ended;
      const added = stdout.endsWith("\n");
      if (added) answered.add((JSON.parse(stdout) as { sha256: string }).sha256);

      const listed = await assay.run(["models", "list", "--workspace", workspace, "--json"]);
      const list = JSON.parse(listed.stdout) as { file: string; sha256: string; size_bytes: number }[];
      for (const one of list) {
        const actual = await readFile(join(models, one.file)).catch(() => Buffer.alloc(0));
        if (sha256(actual) !== one.sha256 || actual.length !== one.size_bytes) violate(`${one.file} is not what models.json says`);
        if (!known.has(one.sha256)) violate(`${one.file} is listed and is no model that was added`);
      }
      for (const hash of answered) if (!list.some((one) => one.sha256 === hash)) violate(`a model that was answered as kept is not listed`);
      const files = (await readdir(models)).filter((name) => !name.startsWith(".") && name !== "models.json");
      for (const name of files) if (!list.some(({ file }) => file === name)) violate(`${name} lies in models/ and is not listed`);
      // What only reads writes nothing, so that the next one who adds removes them.
      const left = (await leftovers(models)).filter((name) => abandoned.includes(name));
      if (added && left.length > 0) violate(`temporary files stay in models/: ${left.join(", ")}`);
      const checked = await assay.run(["models", "verify", "--workspace", workspace, "--json"]);
      if (checked.code !== 0) violate(`assay models verify ends with ${checked.code}: ${checked.stdout}`);
      done();
    }
  },
};

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function entries(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}
