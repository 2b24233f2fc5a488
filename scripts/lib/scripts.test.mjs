import { describe, expect, it } from "vitest";
import { systemChromium } from "./chromium.mjs";
import { noDesktopReason } from "./electron.mjs";
import { countPlaywright, countVitest, createTally } from "./tally.mjs";

describe("the last line of npm test", () => {
  it("sums what the tools report", () => {
    const tally = createTally();
    tally.add({ passed: 1 });
    tally.add(countVitest({ numPassedTests: 10, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] }));
    tally.add(countPlaywright({ stats: { expected: 4, unexpected: 2, flaky: 1, skipped: 3 }, errors: [] }));
    expect(tally.line()).toBe("16 passed, 3 failed, 3 skipped");
  });

  it("leaves skipped out when nothing was", () => {
    const tally = createTally();
    tally.add({ passed: 2 });
    expect(tally.line()).toBe("2 passed, 0 failed");
  });

  it("counts a file that could not be loaded, and an error outside of tests, as failed", () => {
    expect(countVitest({ numPassedTests: 3, testResults: [{ status: "failed", assertionResults: [] }] }).failed).toBe(1);
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
