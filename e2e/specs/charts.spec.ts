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
  // The fixture fails on any console error.
  expect(await page.locator("path[d*=NaN]").count()).toBe(0);
});

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
  await settled(page);
  if (await page.getByRole("radio", { name: "Latency vs quality" }).count()) await page.getByText("Latency vs quality").click();
  await expect(page.getByText(/^300 of 2.000 shown/)).toBeVisible();
  await expect(page.locator(".recharts-scatter-symbol")).toHaveCount(300);
});
