import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { systemChromium } from "./chromium.mjs";
import { noDesktopReason } from "./electron.mjs";
import { inRoot } from "./places.mjs";
import { slowTests } from "./slow-tests.mjs";
import { countPlaywright, countVitest, createTally } from "./tally.mjs";

describe("the end of npm test", () => {
  const vitest = (...tests) => ({
    testResults: [{ status: "passed", assertionResults: tests.map(([status, fullName]) => ({ status, fullName })) }],
  });
  const playwright = (stats, tests = []) => ({
    stats,
    errors: [],
    suites: [{ suites: [{ specs: [{ title: "a spec", file: "a.spec.ts", tests }] }] }],
  });

  it("sums what the tools report", () => {
    const tally = createTally();
    tally.add({ passed: 1 });
    tally.add(countVitest(vitest(["passed", "a"], ["passed", "b"], ["failed", "c"])));
    tally.add(countPlaywright(playwright({ expected: 4, unexpected: 2, flaky: 1 })));
    expect(tally.line()).toBe("8 passed, 3 failed");
  });

  it("counts skipped tests and lists them by reason", () => {
    const tally = createTally();
    tally.add(
      countVitest(vitest(["passed", "a"], ["skipped", "truth (skipped: no data) mean"], ["pending", "truth (skipped: no data) max"])),
    );
    const skipped = { status: "skipped", projectName: "double", annotations: [{ type: "skip", description: "one window" }] };
    tally.add(countPlaywright(playwright({ expected: 1 }, [skipped, { status: "expected", projectName: "web" }])));
    expect(tally.line()).toBe("2 passed, 0 failed, 3 skipped");
    expect(tally.skips()).toBe("2 × no data\n    truth mean\n    truth max\n1 × one window\n    [double] a.spec.ts: a spec");
  });

  it("names what passed only when it ran again", () => {
    const tally = createTally();
    tally.add(countPlaywright(playwright({ expected: 1, flaky: 1 }, [{ status: "flaky", projectName: "web" }])));
    expect(tally.again).toEqual(["[web] a.spec.ts: a spec"]);
    expect(tally.line()).toBe("2 passed, 0 failed");
  });

  it("shows a skip without a reason as such", () => {
    const tally = createTally();
    tally.add(countVitest(vitest(["skipped", "a"])));
    expect(tally.skips()).toBe("1 × no reason given\n    a");
  });

  it("counts a file that did not load, and an error outside of tests, as failed", () => {
    expect(countVitest({ testResults: [{ status: "failed", assertionResults: [] }] }).failed).toBe(1);
    expect(countPlaywright({ stats: { expected: 1 }, errors: [{ message: "no tests" }] }).failed).toBe(1);
  });
});

describe("noDesktopReason", () => {
  it.each([
    [{}, "linux", 1000, "there is no display"],
    [{ DISPLAY: ":0" }, "linux", 0, "Electron's sandbox does not run as root"],
    [{ DISPLAY: ":0" }, "linux", 1000, null],
    [{ WAYLAND_DISPLAY: "wayland-0" }, "linux", 1000, null],
    [{}, "darwin", 501, null],
    [{}, "win32", undefined, null],
  ])("%o on %s as %s: %s", (env, platform, uid, reason) => {
    expect(noDesktopReason(env, platform, uid)).toBe(reason);
  });
});

describe("systemChromium", () => {
  it("takes the one that ASSAY_CHROMIUM names", () => {
    expect(systemChromium({ ASSAY_CHROMIUM: "/opt/my/chromium", PATH: "" }, "linux")).toBe("/opt/my/chromium");
  });

  it("answers null where there is none", () => {
    expect(systemChromium({ PATH: "/nowhere" }, "linux")).toBeNull();
  });
});

it("the tests that npm run check leaves out exist", () => {
  expect(slowTests.filter((path) => !existsSync(inRoot(path)))).toEqual([]);
});

it("unit tests are skipped through needs.ts only, which gives a reason", () => {
  const folders = ["src", "faults", "bench", "scripts"];
  const tests = folders.flatMap((folder) => readdirSync(inRoot(folder), { recursive: true }).map((name) => `${folder}/${name}`));
  const silent = tests
    .filter((path) => /\.test\.(tsx?|mjs)$/.test(path))
    .filter((path) => /\b(it|test|describe)\.(skip|skipIf|runIf|todo)\(/.test(readFileSync(inRoot(path), "utf8")));
  expect(silent).toEqual([]);
});
