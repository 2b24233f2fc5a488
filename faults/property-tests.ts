import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Fault } from "./lib/fault.ts";

const root = resolve(import.meta.dirname, "..");
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const shownCharacters = 3000;

/** The unit suite's property tests, with this run's seed instead of the fixed one. */
export const propertyTests: Fault = {
  name: "property-tests",
  kills: false,
  async run({ seed, round, violate }) {
    const env = { ...process.env, ASSAY_SEED: String(seed) };
    const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, "run", ...listPropertyTests()], {
      cwd: root,
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) violate(`repeat with ASSAY_SEED=${seed} npm run test:unit\n${`${stdout}${stderr}`.slice(-shownCharacters)}`);
    round();
  },
};

/** Every test file that imports fast-check, relative to the project. */
export function listPropertyTests(): string[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .map((file) => join("src", file))
    .filter((file) => readFileSync(join(root, file), "utf8").includes('from "fast-check"'));
}
