import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** One state folder (ASSAY_HOME) for the run, so that the tests neither read nor change the settings of whoever runs them. */
const stateDir = mkdtempSync(join(tmpdir(), "assay-test-home-"));
process.on("exit", () => rmSync(stateDir, { recursive: true, force: true }));

// The screen writes numbers in the reader's locale; the tests read them in English.
process.env.LC_ALL = "en_GB.UTF-8";

/** Tests work on real files and spawn children, so each file runs in a process of its own. */
export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: resolve(import.meta.dirname, "scripts/lib/seeded-fast-check.mjs") }] },
  test: {
    include: [
      "src/**/*.test.ts",
      "src/**/*.test.tsx",
      "scripts/**/*.test.mjs",
      "scripts/**/*.test.ts",
      "faults/**/*.test.ts",
      "bench/**/*.test.ts",
    ],
    environment: "node",
    pool: "forks",
    env: { ASSAY_HOME: stateDir },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
