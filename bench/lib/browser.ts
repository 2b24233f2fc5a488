import { type Browser, chromium } from "@playwright/test";
import { chromiumArguments, chromiumExecutable } from "../../e2e/hosts/chromium.ts";
import { firstLine, type Row } from "./row.ts";

/** Measures in the Chromium that the tests use; without one the row says so. */
export async function withBrowser(work: string, measure: (browser: Browser) => Promise<Row[]>): Promise<Row[]> {
  let executablePath: string;
  try {
    executablePath = chromiumExecutable();
  } catch (thrown) {
    return [{ work, unit: "ms", skipped: firstLine(thrown) }];
  }
  const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}
