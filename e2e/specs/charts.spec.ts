import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { goTo, importFile } from "./app.ts";
import { settled } from "./settled.ts";

/** Engines whose latencies fall into different times and sizes; one has none, one has only zeros. */
function executions(): string {
  const engines = ["alpha", "beta", "zero", "unknown"];
  const lines = engines.flatMap((engine, e) =>
    Array.from({ length: 40 }, (_, i) => {
      const latency = engine === "unknown" ? {} : { latency_ms: engine === "zero" ? 0 : 10 ** e + i * 3 };
      return JSON.stringify({
        schema_version: 1,
        trace_id: `${engine}-${i}`,
        engine_id: engine,
        timestamp: 1_670_000_000 + e * 50_000 + i * 977,
        input: "",
        output: "",
        metrics: { ...latency, success: true, quality_score: i / 40 },
      });
    }),
  );
  return `${lines.join("\n")}\n`;
}

test("engines, percentiles and the scale are toggled without an error in the console", async ({ assay, workFile }) => {
  test.slow();
  await importFile(assay, await workFile("engines.jsonl", executions()));
  const { page } = assay;
  await goTo(page, "Engines");
  await settled(page);
  const charts = page.getByRole("region", { name: "Charts" });
  const toggleEach = async () => {
    // One after the other, faster than the answers come.
    for (const box of await page.getByRole("checkbox", { name: /^Plot / }).all()) {
      if (!(await box.isEnabled())) continue;
      await box.click();
      await box.click();
    }
    for (const chip of await charts.getByRole("group", { name: "Percentiles plotted" }).getByRole("button").all()) {
      if (!(await chip.isEnabled())) continue;
      await chip.click();
      await chip.click();
    }
    await settled(page);
  };
  await toggleEach();
  await charts.getByRole("switch", { name: "Log scale" }).click();
  await toggleEach();
  await charts.getByRole("switch", { name: "Log scale" }).click();
  // Each a choice that was not drawn before, so that the charts stand there with the answer to another one for a moment.
  const drawn = (await page.getByRole("checkbox", { name: /^Plot /, checked: true }).all()).length;
  for (let round = 0; round < 2; round++) {
    for (const box of (await page.getByRole("checkbox", { name: /^Plot / }).all()).slice(0, drawn)) {
      await box.click();
      await settled(page);
    }
  }
  // A dragged range is the range of the whole view, selects no text, and is undone by the button or Escape.
  const chart = page.getByRole("group", { name: /latency over time/ });
  const box = await chart.boundingBox();
  if (box === null) throw new Error("no chart");
  const dragTo = async (share: number) => {
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * share, box.y + box.height / 2, { steps: 4 });
  };
  await dragTo(0.6);
  await page.mouse.up();
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  expect(await page.evaluate(() => getSelection()?.toString() ?? "")).toBe("");
  await page.getByRole("button", { name: "Reset zoom" }).click();
  await expect(page).not.toHaveURL(/from=/);
  await settled(page);
  await dragTo(0.5);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(page).not.toHaveURL(/from=/);
  // By keys: a point, a range, the way back, and the executions of a point.
  await chart.focus();
  for (const key of ["ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
  // A pointer that passes by takes nothing away of what keys have selected.
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 3 });
  await page.mouse.move(1, 1, { steps: 3 });
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/engines\?.*from=\d+&to=\d+/);
  await settled(page);
  await chart.focus();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/from=/);
  await settled(page);
  // The heat map is in the same range, and selects one, too.
  await charts.getByText("Heat map").click();
  const heat = page.getByRole("group", { name: /^Latency heat map/ });
  await heat.focus();
  for (const key of ["ArrowRight", "Shift+ArrowRight", "Enter"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(/from=\d+&to=\d+/);
  await settled(page);
  await heat.focus();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/from=/);
  await settled(page);
  await charts.getByText("ECDF").click();
  await saveObjectiveByKeys(page);
  // The fixture fails on any console error.
  expect(await page.locator("path[d*=NaN]").count()).toBe(0);
  await chart.focus();
  for (const key of ["ArrowRight", "Enter"]) await page.keyboard.press(key);
  await expect(page).toHaveURL(/#\/executions\?engine=\w+&.*from=\d+&to=\d+/);
});

/** A mistake is told and keeps the dialog; once saved, the table says who meets it. */
async function saveObjectiveByKeys(page: Page): Promise<void> {
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const opener = page.getByRole("button", { name: "Objectives…" });
  const dialog = page.getByRole("dialog", { name: "Objectives" });
  await opener.focus();
  await press("Enter");
  await expect(dialog.getByRole("button", { name: "Add objective" })).toBeFocused();
  await press("Enter");
  await expect(dialog.getByRole("combobox", { name: "Engine" })).toBeFocused();
  await press("Tab", "Tab", "8", "0", "Tab", "x", "Enter");
  await expect(dialog.getByRole("alert")).toHaveText("Latency: a number of ms above 0.");
  await press("Backspace", "5", "0", "Enter");
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  await expect(page.getByRole("row", { name: /zero/ })).toContainText("met 1/1");
  await expect(page.getByRole("row", { name: /alpha/ })).toContainText("missed 1/1");
}

test("of thousands of engines a limited number is plotted, and the chart says so", async ({ assay, workFile }) => {
  const lines = Array.from({ length: 2000 }, (_, i) =>
    JSON.stringify({
      schema_version: 1,
      trace_id: `t-${i}`,
      engine_id: `engine-${i}`,
      timestamp: 1_670_000_000 + i,
      input: "",
      output: "",
      metrics: { latency_ms: 1 + i, success: true, quality_score: (i % 100) / 100 },
    }),
  );
  await importFile(assay, await workFile("many.jsonl", `${lines.join("\n")}\n`));
  const { page } = assay;
  await goTo(page, "Engines");
  const kinds = page.getByRole("radiogroup", { name: "Chart" });
  await kinds.getByText("Trade-offs").click();
  await expect(page.getByText(/^300 of 2.000 shown/)).toBeVisible();
  await expect(page.locator("[data-point]")).toHaveCount(300);
  await kinds.getByText("All", { exact: true }).click();
  // The engines drawn stay in another range if they are in it, and their lines are asked for with its table; else the table says which are drawn.
  const asked: string[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => asked.push(String(payload))));
  await page.reload();
  const charts = page.getByRole("region", { name: "Charts" });
  await expect(page.getByRole("group", { name: /latency over time/ })).toBeVisible();
  await settled(page);
  const askedIn = async (fromS: number, drawn: string) => {
    asked.length = 0;
    await page.evaluate((hash) => {
      window.location.hash = hash;
    }, `#/engines?from=${fromS}&to=1670001600`);
    await expect(page.getByRole("grid", { name: "Engines" })).toContainText(`engine-${fromS - 1_670_000_000}`);
    await settled(page);
    await expect(charts).toContainText(drawn);
    const about = asked.filter((one) => /"engines\.(table|series|distribution)"/.test(one) && one.includes(`"fromS":${fromS}`));
    return about.map((one) => one.slice(one.indexOf("engines.")));
  };
  const elsewhere = await askedIn(1_670_001_500, "engine-1500");
  const wider = await askedIn(1_670_001_400, "engine-1500");
  // Where the page has a socket: in Electron there is none.
  if (asked.length === 0) return;
  expect(
    elsewhere.filter((one) => /"engine-\d{1,3}"/.test(one)),
    "of engines that are not there, lines alone",
  ).toHaveLength(1);
  const drawnLines = wider.filter((one) => one.includes('"intervals":true'));
  expect(drawnLines).toEqual([expect.stringContaining('"engine-1500","engine-1501","engine-1502"')]);
  expect(wider.indexOf(drawnLines[0] as string), "with the table, before what waits for it").toBeLessThanOrEqual(1);
});
