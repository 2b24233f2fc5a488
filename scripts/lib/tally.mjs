/** Counts of tests from several tools, for the one line at the end. */
export function createTally() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  return {
    total,
    add({ passed = 0, failed = 0, skipped = 0 }) {
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    },
    /** `N passed, N failed`, and `, N skipped` if any. */
    line: () => `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
  };
}

/** Counts of a Vitest JSON report. A file that could not even be loaded is a failure. */
export function countVitest(report) {
  const tests = report.testResults ?? [];
  const brokenFiles = tests.filter((file) => file.status === "failed" && (file.assertionResults ?? []).length === 0).length;
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + brokenFiles,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  };
}

/** Counts of a Playwright JSON report; errors outside of tests are failures. */
export function countPlaywright(report) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  return { passed: expected + flaky, failed: unexpected + (report.errors ?? []).length, skipped };
}
