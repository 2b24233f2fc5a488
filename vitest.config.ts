import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** The state folder of the whole run: settings of whoever runs the tests play no part, and nothing is left with them. */
const stateDir = mkdtempSync(join(tmpdir(), "assay-test-home-"));
process.on("exit", () => rmSync(stateDir, { recursive: true, force: true }));

// The screen writes numbers in the reader's locale; the tests read them in English.
process.env.LC_ALL = "en_GB.UTF-8";

/** Tests lie beside their source and work on real files in temporary folders, so they run in processes of their own. */
export default defineConfig({
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
