const noReason = "no reason given";

/** Sums the counts of several tools, and collects why tests were skipped. */
export function createTally() {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const skips = [];
  const again = [];
  return {
    total,
    /** Names of tests that failed once and passed when they ran again. Each is a race to be found. */
    again,
    add({ passed = 0, failed = 0, skipped = [], passedAgain = [] }) {
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped.length;
      skips.push(...skipped);
      again.push(...passedAgain);
    },
    /** `N passed, N failed`, and `, N skipped` if any. */
    line: () => `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
    /** The skipped tests by reason: `N × reason`, then the name of each. */
    skips: () =>
      [...new Set(skips.map(({ reason }) => reason))]
        .map((reason) => skips.filter((skip) => skip.reason === reason))
        .flatMap((same) => [`${same.length} × ${same[0].reason}`, ...same.map(({ name }) => `    ${name}`)])
        .join("\n"),
  };
}

/** Counts a Vitest JSON report. A file that could not even be loaded is a failure; the reason for a skip is in the test's full name. */
export function countVitest(report) {
  const files = report.testResults ?? [];
  const brokenFiles = files.filter((file) => file.status === "failed" && (file.assertionResults ?? []).length === 0).length;
  const tests = files.flatMap((file) => file.assertionResults ?? []);
  return {
    passed: tests.filter(({ status }) => status === "passed").length,
    failed: tests.filter(({ status }) => status === "failed").length + brokenFiles,
    skipped: tests.filter(({ status }) => status !== "passed" && status !== "failed").map(({ fullName }) => toSkip(fullName)),
  };
}

function toSkip(fullName) {
  const [whole, reason = noReason] = /\s*\(skipped: ([^)]*)\)/.exec(fullName) ?? [""];
  return { name: fullName.replace(whole, ""), reason };
}

/** Counts a Playwright JSON report. Errors outside of tests are failures. */
export function countPlaywright(report) {
  const { expected = 0, unexpected = 0, flaky = 0 } = report.stats ?? {};
  const tests = (report.suites ?? []).flatMap(testsIn);
  return {
    passed: expected + flaky,
    failed: unexpected + (report.errors ?? []).length,
    skipped: tests
      .filter(({ status }) => status === "skipped")
      .map(({ name, annotations = [] }) => ({
        name,
        reason: annotations.find(({ type }) => type === "skip")?.description ?? noReason,
      })),
    passedAgain: tests.filter(({ status }) => status === "flaky").map(({ name }) => name),
  };
}

function testsIn({ specs = [], suites = [] }) {
  const here = specs.flatMap(({ title, file, tests }) =>
    tests.map((test) => ({ ...test, name: `[${test.projectName}] ${file}: ${title}` })),
  );
  return [...here, ...suites.flatMap(testsIn)];
}
