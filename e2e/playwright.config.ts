import { defineConfig } from "@playwright/test";
import type { Options, Wishes } from "./fixtures.ts";
import { noDesktopReason } from "./hosts/desktop.ts";

/** The specs run once for every host that can run here; `shell` specs are about the desktop shell itself. */
const desktopHost = noDesktopReason() !== null ? [] : [{ name: "desktop", use: { host: "desktop" as const }, testIgnore: "shell/**" }];

/** About the screen alone, in the same Chromium: they need no second host. */
const screenOnly = ["charts", "drafts", "fingers", "generate", "lines", "machine", "many-files", "review-by-layout", "trail"].map(
  (name) => `**/${name}.spec.ts`,
);

export default defineConfig<Wishes, Options>({
  testDir: "./specs",
  outputDir: "../test-results",
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./report-hosts.ts"]],
  use: { screenshot: "only-on-failure", actionTimeout: 15_000, locale: "en-GB", timezoneId: "UTC" },
  projects: [
    { name: "web", use: { host: "web" }, testIgnore: "shell/**" },
    ...desktopHost,
    { name: "double", use: { host: "double" }, testIgnore: screenOnly },
  ],
});
