/**
 * Unit tests that `npm run check` leaves out and `npm test` runs: each took more than 1 % of the suite's time in its JSON report, together
 * three quarters of it. They kill processes, write large records, read the large data, or run the command line many times.
 */
export const slowTests = [
  "faults/collect-ends.test.ts",
  "faults/faults.test.ts",
  "scripts/docs.test.ts",
  "scripts/embedding.test.ts",
  "src/main/engine/acceptance/long-texts.test.ts",
  "src/main/engine/acceptance/odd-containers.test.ts",
  "src/main/engine/acceptance/odd-files.test.ts",
  "src/main/engine/acceptance/workspace.test.ts",
  "src/main/engine/curation/curation.test.ts",
  "src/main/engine/curation/generate-kill.test.ts",
  "src/main/engine/curation/outranked.test.ts",
  "src/main/engine/curation/random-steps.test.ts",
  "src/main/engine/curation/real-data.test.ts",
  "src/main/engine/curation/recovery.test.ts",
  "src/main/engine/drafts/drafts.test.ts",
  "src/main/engine/embedding/embedded-collector.test.ts",
  "src/main/engine/files/writers.test.ts",
  "src/main/engine/lock/lock.test.ts",
  "src/main/engine/queries/executions.test.ts",
  "src/main/engine/store/open-database.test.ts",
  "src/main/headless/cli.test.ts",
  "src/main/headless/crowds.test.ts",
  "src/main/headless/decide.test.ts",
  "src/main/headless/hostile-workspace.test.ts",
  "src/main/headless/reading-beside.test.ts",
  "src/main/headless/reading.test.ts",
];
