import { defineConfig } from "@playwright/test";
import type { Options, Wishes } from "./fixtures.ts";
import { electronHere } from "./hosts/electron.ts";

/** `shell` specs ask the double what main did; `window` specs ask a real Electron what it lets happen. */
const shell = "**/shell/*.spec.ts";
const window = "**/window/*.spec.ts";
const specs = (names: readonly string[]) => names.map((name) => `**/${name}.spec.ts`);
/** About the screen alone: they need no second host. */
const screenOnly = specs(["charts", "fingers", "generate", "lines", "machine", "many-files", "review-by-layout", "trail"]);
/** What a window adds to these is in `window` and `shell`. The web host runs them; `npm run test:electron` runs them in Electron too. */
const onceIsEnough = specs([
  "addresses",
  "blind",
  "collect",
  "curate",
  "drafts",
  "foreign-files",
  "hostile",
  "look",
  "models",
  "restart",
  "search",
  "sql",
]);
/** Rounds of kills while every door writes. */
const takesMinutes = "**/window/together.spec.ts";
const everywhere = process.env.ASSAY_E2E_EVERYWHERE !== undefined;
const elsewhere = everywhere ? [] : [...screenOnly, ...onceIsEnough, takesMinutes];

/** What reads the page alone, which every host serves: roles, contrast, the keys of a layout. It runs on the web host, so that the suite stays short. */
const pageOnly = /axe violations|keyboard are decided|by keyboard alone/;
/** Runs in Electron where every spec does. */
const long = /naughty strings/;

/** Endings that window/lifecycle.spec.ts sees in a real Electron. */
const endings = /(closing the window flushes|quitting holds the exit|SIG(INT|TERM) flushes|closing the window during an import)/;

/** Where a real Electron is, what needs no journal of calls runs on it; else on the double. */
const desktop =
  typeof electronHere() === "string"
    ? [{ name: "double", use: { host: "double" as const }, testIgnore: [window, ...specs(["drafts"]), ...elsewhere] }]
    : [
        {
          name: "electron",
          use: { host: "electron" as const },
          testIgnore: [shell, ...elsewhere],
          grepInvert: everywhere ? pageOnly : [pageOnly, long],
        },
        { name: "double", use: { host: "double" as const }, testMatch: shell, ...(everywhere ? {} : { grepInvert: endings }) },
      ];

export default defineConfig<Wishes, Options>({
  testDir: "./specs",
  outputDir: "../test-results",
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  // On a busy machine a race may lose once in hundreds of runs; npm test lists by name what passed only when run again.
  retries: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./report-hosts.ts"]],
  use: { screenshot: "only-on-failure", actionTimeout: 15_000, locale: "en-GB", timezoneId: "UTC" },
  projects: [{ name: "web", use: { host: "web" }, testIgnore: [shell, window] }, ...desktop],
});
