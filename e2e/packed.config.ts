import { defineConfig } from "@playwright/test";

/** The packed program, as it is installed: `npm run test:package`. */
export default defineConfig({
  testDir: "./packed",
  outputDir: "../test-results",
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  timeout: 90_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
  use: { actionTimeout: 30_000, locale: "en-GB", timezoneId: "UTC" },
});
