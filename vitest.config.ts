import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { slowTests } from "./scripts/lib/slow-tests.mjs";

/** One state folder (ASSAY_HOME) for the run, so that the tests neither read nor change the settings of whoever runs them. */
const stateDir = mkdtempSync(join(tmpdir(), "assay-test-home-"));
process.on("exit", () => rmSync(stateDir, { recursive: true, force: true }));

// The screen writes numbers in the reader's locale; the tests read them in English.
process.env.LC_ALL = "en_GB.UTF-8";

/** Starts the slow files first, so that none of them runs alone at the end; Vitest itself knows that only from its last run here. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = slowTests.indexOf(
        relative(import.meta.dirname, moduleId)
          .split(sep)
          .join("/"),
      );
      return place < 0 ? slowTests.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

/**
 * These tests change nothing that outlives them, and up to half of their time was the start of a process each. A helper that registers hooks when it is
 * imported (testing/model-store.ts) would do so in the first file of a process only: tests with such a helper stay alone.
 */
const purePlaces = [
  "src/contract/**/*.test.{ts,tsx}",
  "src/renderer/**/*.test.{ts,tsx}",
  "src/main/engine/{aggregator,async,base,collector,comparing,config,containers,curation,dialects,ingest,judging,lines,quarantine,queries,records,review-queues,session,statistics,store,validator,workspace}/**/*.test.ts",
  "src/main/engine/dataset/**/*.test.ts",
  "src/main/engine/export/**/*.test.ts",
  "src/main/headless/**/*.test.ts",
];

/** A module or global that one file replaces would be replaced for the next file of its process, too. */
const isReplacing = (path: string) =>
  /\bvi\.(mock|doMock|hoisted|stubGlobal|stubEnv)\(|\bglobalThis\b|process\.(chdir|umask)\(|process\.env(\.\w+|\[[^\]]+\])\s*=[^=]|useFakeTimers/.test(
    readFileSync(join(import.meta.dirname, path), "utf8"),
  );

const pure = purePlaces
  .flatMap((pattern) => globSync(pattern, { cwd: import.meta.dirname }))
  .map((path) => path.split(sep).join("/"))
  .filter((path) => !isReplacing(path));

/** Set by `npm run check`; --exclude does not reach projects. */
const leftOut = process.env.ASSAY_TESTS === "fast" ? slowTests : [];

/** The other tests work on real files and spawn children, so each file runs in a process of its own. */
export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: resolve(import.meta.dirname, "scripts/lib/seeded-fast-check.mjs") }] },
  test: {
    projects: [
      { extends: true, test: { name: "pure", include: pure, exclude: [...configDefaults.exclude, ...leftOut], isolate: false } },
      {
        extends: true,
        test: {
          name: "alone",
          include: ["{src,scripts,faults,bench}/**/*.test.{ts,tsx,mjs}"],
          exclude: [...configDefaults.exclude, ...pure, ...leftOut],
        },
      },
    ],
    environment: "node",
    pool: "forks",
    env: {
      ASSAY_HOME: stateDir,
      // Many tests start the command line from its sources: compiled and stripped of types once, it starts in half the time.
      NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/assay-compiled"),
    },
    // Vitest leaves one core free, which of two is half; most tests wait for processes they have started.
    maxWorkers: "100%",
    sequence: { sequencer: SlowFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
