import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { type Assay, expect, test } from "../fixtures.ts";
import { dataDir, hasData, noDataReason } from "../hosts/paths.ts";
import { goTo, importFile, type View, viewNames } from "./app.ts";
import { cutOff } from "./cut-off.ts";
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

/** Of a list's options on the screen, about this many are opened. */
const optionsOpened = 6;

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

/** Goes through every view and what can be opened there, and says what does not fit: the page itself may never be wider than its window. */
async function showEverything(page: Page): Promise<string[]> {
  const found: string[] = [];
  const look = async (where: string) => found.push(...(await cutOff(page)).map((what) => `${where}: ${what}`));
  for (const view of viewNames) {
    await goTo(page, view);
    await settled(page);
    await look(view);
    const list = page.getByRole("listbox").first();
    const options = list.getByRole("option");
    const shown = await options.count();
    for (let index = 0; index < shown; index += Math.ceil(shown / optionsOpened)) {
      // What is far down has moved when those before it were opened.
      if (index >= (await options.count())) break;
      await options.nth(index).click();
      await settled(page);
      await look(`${view}, option ${index + 1}`);
    }
  }
  return found;
}

/** Stands in everything that has a name or a text, and must be on every screen, as text. */
const marker = "<img src=x onerror=alert(1)>";
/** Model files get names that every file system takes. */
const markerAsModel = "_img src=x onerror=alert(1)_";

const markerIn: Record<View, (page: Page) => Locator> = {
  // It quotes one comparison only, another of the hostile ones.
  Overview: (page) => page.getByRole("region", { name: "Left to review" }).getByRole("paragraph").filter({ hasText: /\S/ }),
  Live: (page) => page.getByText(marker),
  Engines: (page) => page.getByRole("grid").getByText(marker),
  Executions: (page) => page.getByRole("option").getByText(marker),
  Comparisons: (page) => page.getByText(marker),
  Samples: (page) => page.getByRole("option").getByText(marker),
  Models: (page) => page.getByRole("row").getByText(markerAsModel),
  Import: (page) => page.getByRole("listitem").getByText(marker),
  Settings: (page) => page.getByRole("list", { name: "Known workspaces" }).getByText(marker, { exact: true }),
};

/** A folder with a hostile name among those that Assay has opened before. */
async function knowHostileWorkspace(assay: Assay): Promise<void> {
  await assay.stop();
  const folder = join(assay.stateDir, marker);
  await mkdir(folder);
  const listPath = join(assay.stateDir, "workspaces.json");
  const list = JSON.parse(await readFile(listPath, "utf8")) as { path: string; lastOpenedAtMs: number }[];
  await writeFile(listPath, JSON.stringify([...list, { path: folder, lastOpenedAtMs: 1 }]));
  await assay.restart();
}

test("hostile text is shown as text in every view, runs nothing and stays in its place", async ({ assay, workFile }) => {
  test.slow();
  await knowHostileWorkspace(assay);
  const found = await watchForExecution(assay.page);
  await importFile(assay, await workFile(`${marker}.jsonl`, recordsOfHostileText([...hostile, marker])));
  await goTo(assay.page, "Models");
  await assay.dropFile([await workFile(`${marker}.gguf`, "GGUF")]);
  await expect(assay.page.getByRole("row").filter({ hasText: markerAsModel })).toBeVisible();
  for (const view of viewNames) {
    await goTo(assay.page, view);
    await expect(markerIn[view](assay.page).first(), view).toBeVisible();
  }
  expect(await showEverything(assay.page)).toEqual([]);
  expect(await found()).toEqual([]);
});

test("the big list of naughty strings runs nothing in any view, and stays in its place", async ({ assay, workFile }) => {
  test.skip(!hasData, noDataReason);
  test.slow();
  const found = await watchForExecution(assay.page);
  const folder = join(dataDir, "torture/blns");
  await importFile(assay, join(folder, "blns_as_ids.SYNTHETIC_WRAPPER.jsonl"));
  await importFile(assay, join(folder, "blns_wrapped_engine_execution.SYNTHETIC_WRAPPER.jsonl"));
  const strings = JSON.parse(await readFile(join(folder, "blns.slice.json"), "utf8")) as string[];
  await importFile(assay, await workFile("blns.jsonl", recordsOfHostileText(strings.filter((text) => text !== ""))));
  expect(await showEverything(assay.page)).toEqual([]);
  expect(await found()).toEqual([]);
});
