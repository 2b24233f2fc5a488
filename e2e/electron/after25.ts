/**
 * What Assay asks of Electron that came after 25, the version its specs may run on (scripts/lib/electron25.mjs), and what happens there instead.
 * scripts/electron25.test.ts keeps it complete.
 */
export const after25: Record<string, string> = {
  codeCache: "a privilege of the scheme: 25 ignores it and compiles the screen's scripts anew at each start",
  detached: "of a sender frame: undefined in 25, and a frame that is gone is null there",
  windowStatePersistence: "25 ignores the option: the window opens where the system puts it",
  getPathForFile: "of webUtils: e2e/electron/shims.ts answers with `file.path`, which 32 removed",
};

/** What a run on Electron 25 says nothing about. */
export const notCovered = [...Object.keys(after25), "ES modules as entry", "what Chromium and Node changed since"];
