import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import type { Assay } from "../fixtures.ts";
import { dataDir, hasData, sampleDir } from "../hosts/paths.ts";

/** The views in the order of the rail. */
export const viewNames = ["Overview", "Live", "Engines", "Executions", "Comparisons", "Samples", "Models", "Import", "Settings"] as const;
export type View = (typeof viewNames)[number];

export function rail(page: Page): Locator {
  return page.getByRole("navigation", { name: "Views" });
}

export function railItem(page: Page, view: View): Locator {
  return rail(page).getByRole("button", { name: view, exact: true });
}

export function heading(page: Page): Locator {
  return page.getByRole("heading", { level: 1 });
}

/** Goes to a view and waits until it stands. */
export async function goTo(page: Page, view: View): Promise<void> {
  await railItem(page, view).click();
  await expect(heading(page)).toHaveText(view);
}

export type Theme = "light" | "dark";

/** Chooses a theme with the rail's button, which goes round light, dark and the system's. */
export async function chooseTheme(page: Page, theme: Theme): Promise<void> {
  const button = rail(page).getByRole("button", { name: /^Theme: / });
  for (let turns = 0; turns < 3; turns += 1) {
    const label = (await button.getAttribute("aria-label")) ?? "";
    if (label === `Theme: ${theme}`) break;
    await button.click();
    await expect(button).not.toHaveAccessibleName(label);
  }
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", theme);
}

/** The records of one of the workspace's output files; none when there is no such file. */
export async function readRecords(assay: Pick<Assay, "workspaceDir">, file: string): Promise<unknown[]> {
  const text = await readFile(join(assay.workspaceDir, "output", file), "utf8").catch(() => "");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

/** A real file of that kind: from the large data where it is, else from the sample. */
export function realFile(kind: "executions" | "comparisons" | "samples"): string {
  if (hasData) {
    const files = {
      executions: "engine_execution/llmperf.jsonl",
      comparisons: "comparison_result/fastchat_vicuna_reviews.jsonl",
      samples: "training_sample/japanese_mt_bench_samples.jsonl",
    };
    return join(dataDir, "native", files[kind]);
  }
  const files = { executions: "events.jsonl", comparisons: "comparisons.jsonl", samples: "training_samples.jsonl" };
  return join(sampleDir, "output", files[kind]);
}

/** How many lines a file has. */
export async function linesOf(path: string): Promise<number> {
  return (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "").length;
}

/** Drops a JSONL file on the window and waits for its report on the Import view. */
export async function importFile(assay: Pick<Assay, "page" | "dropFile">, path: string): Promise<Locator> {
  await assay.dropFile([path]);
  await expect(heading(assay.page)).toHaveText("Import");
  const report = assay.page
    .getByRole("listitem")
    .filter({ hasText: basename(path) })
    .first();
  await expect(report.getByRole("status")).toContainText(/done|imported|new|duplicate/i);
  await expect(report.getByRole("button", { name: "Copy the report" })).toBeVisible();
  return report;
}

/** One number of an import's report. */
export function figure(report: Locator, label: "Lines" | "New" | "Duplicate" | "Rejected" | "Blank"): Promise<number> {
  return numberIn(
    report
      .getByRole("term")
      .filter({ hasText: new RegExp(`^${label}$`) })
      .locator("xpath=following-sibling::dd"),
  );
}

/** A counter of the Live view. */
export function counter(page: Page, channel: "events" | "comparisons" | "training_samples", label: string): Locator {
  const column = ["events", "comparisons", "training_samples"].indexOf(channel);
  const row = page.getByRole("table", { name: "Channels" }).getByRole("row", { name: new RegExp(`^${label}`) });
  return row.getByRole("cell").nth(column);
}

/** The number a place shows, whatever stands between its thousands. */
export async function numberIn(place: Locator): Promise<number> {
  return Number((await place.innerText()).replace(/[^\d.]/g, ""));
}
