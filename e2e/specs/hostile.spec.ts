import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { dataDir, hasData, noDataReason } from "../hosts/paths.ts";
import { goTo, importFile, viewNames } from "./app.ts";
import { settled } from "./settled.ts";

/** Says everything that ran or was added which no text may run or add. */
async function watchForExecution(page: Page): Promise<() => Promise<string[]>> {
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.evaluate(() => {
    const violations: string[] = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
    Object.assign(window, { __violations: violations });
  });
  return async () => [
    ...dialogs,
    ...(await page.evaluate(() => {
      const bad = [
        ...document.querySelectorAll(
          "script:not([src]), iframe, object, embed, img[src^='x'], [onerror], [onclick], [onload], [onmouseover]",
        ),
      ];
      const { __violations: violations } = window as unknown as { __violations: string[] };
      return [...violations, ...bad.map((element) => `element: ${element.outerHTML.slice(0, 200)}`)];
    })),
  ];
}

const hostile = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "javascript:alert(1)",
  '"><svg onload=alert(1)>',
  "{{constructor.constructor('alert(1)')()}}",
  "\u202Eevil\u202C",
  "a\u0000b",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "=cmd|' /C calc'!A0",
  "%s%n%x",
  "😀".repeat(60),
  "W".repeat(500),
];

function recordsOfHostileText(texts: readonly string[]): string {
  const at = 1_670_000_000;
  const lines = texts.flatMap((text, index) => [
    {
      schema_version: 1,
      trace_id: `t-${index} ${text}`,
      task_id: text,
      engine_id: text,
      timestamp: at + index,
      input: text,
      output: text,
      status: text,
      metrics: { latency_ms: index + 1, success: index % 2 === 0 },
    },
    {
      comparison_id: `c-${index} ${text}`,
      query: text,
      candidates: [
        { engine_id: text, output: text, metrics: { latency_ms: 5, quality_score: 0.5 } },
        { engine_id: `${text}2`, output: text },
      ],
      winner: { engine_id: text, score: 0.9 },
    },
    {
      sample_id: `s-${index} ${text}`,
      created_at: at + index,
      source_trace_id: text,
      tier: "gold",
      input: text,
      output: text,
      validation: { quality_score: 0.9, validated: true },
    },
    { schema_version: 1, trace_id: text, engine_id: text, timestamp: text, input: text, output: text, metrics: { success: text } },
  ]);
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n<script>alert(2)</script>\n`;
}

async function showEverything(page: Page): Promise<void> {
  for (const view of viewNames) {
    await goTo(page, view);
    await settled(page);
    const option = page.getByRole("listbox").first().getByRole("option").first();
    if ((await option.count()) > 0) await option.click();
    await settled(page);
  }
}

test("hostile text is shown as text in every view, and runs nothing", async ({ assay, workFile }) => {
  const found = await watchForExecution(assay.page);
  const report = await importFile(assay, await workFile("hostile.jsonl", recordsOfHostileText(hostile)));
  await expect(report).toContainText("hostile.jsonl");
  await showEverything(assay.page);
  await goTo(assay.page, "Executions");
  await expect(assay.page.getByRole("option").filter({ hasText: "<script>alert(1)</script>" }).first()).toBeVisible();
  expect(await found()).toEqual([]);
});

test("the big list of naughty strings runs nothing in any view", async ({ assay, workFile }) => {
  test.skip(!hasData, noDataReason);
  const found = await watchForExecution(assay.page);
  const folder = join(dataDir, "torture/blns");
  await importFile(assay, join(folder, "blns_as_ids.SYNTHETIC_WRAPPER.jsonl"));
  await importFile(assay, join(folder, "blns_wrapped_engine_execution.SYNTHETIC_WRAPPER.jsonl"));
  const strings = JSON.parse(await readFile(join(folder, "blns.slice.json"), "utf8")) as string[];
  await importFile(assay, await workFile("blns.jsonl", recordsOfHostileText(strings.filter((text) => text !== "" && text.length <= 500))));
  await showEverything(assay.page);
  expect(await found()).toEqual([]);
});
