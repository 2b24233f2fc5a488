import { join } from "node:path";
import type { Page } from "@playwright/test";
import { Database } from "../../src/main/engine/store/duckdb.ts";
import { dropKept } from "../../src/main/engine/store/kept-answers.ts";
import { indexName, memoryLimitMb } from "../../src/main/engine/store/open-database.ts";
import { withBrowser } from "../lib/browser.ts";
import { countFrames, timeRepaint, watchEngines } from "../lib/engine-paints.ts";
import { startHost } from "../lib/host.ts";
import type { Context, Part } from "../lib/part.ts";
import { type Budget, computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { type GeneratedKind, sharedWorkspace } from "../lib/workspaces.ts";

/** Engines and Executions over a large workspace, as their reader sees them. */
export const engineRoomPart: Part = async (context) => ({
  rows: [
    ...(await measureRows("Engines of 8 engines", () => seen(context, "executions", 8))),
    ...(await measureRows("Engines of 200 engines", () => seen(context, "fleet", 200))),
  ],
});

const scrollMs = 4000;
/** By then the first view has what it asked for. */
const restMs = 4000;

async function seen({ folder, big, runs }: Context, kind: GeneratedKind, engines: number): Promise<Row[]> {
  const of = `${grouped(big)} executions, ${engines} engines`;
  const { path } = await sharedWorkspace(folder, kind, big);
  const row = (work: string, unit: string, values: readonly number[], more: { budget?: Budget; note?: string } = {}): Row => ({
    work: `${work}, ${of}`,
    unit,
    assay: computeFigures(values),
    ...more,
  });
  return withBrowser(`Engines, ${of}`, async (browser) => {
    const opened = { unasked: [] as number[], settings: [] as number[], overview: [] as number[] };
    for (let i = 0; i < runs; i++)
      for (const start of ["unasked", "settings", "overview"] as const) {
        if (start === "unasked") await forgetAnswers(path);
        const view = start === "overview" ? start : "settings";
        const host = await startHost(path, join(folder, "home"));
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        await goTo(page, await host.newAddress(), view);
        await page.waitForLoadState("networkidle");
        await page.waitForTimeout(restMs);
        await watchEngines(page);
        opened[start].push((await timeRepaint(page, "#/engines")).tableMs);
        await page.close();
        await host.stop();
      }
    const host = await startHost(path, join(folder, "home"));
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await goTo(page, await host.newAddress(), "settings");
      await watchEngines(page);
      await timeRepaint(page, "#/engines");
      const spanS = big >> 4;
      const at = (share: number) => 1_700_000_000 + Math.floor(spanS * share);
      const ranges = [];
      for (let i = 1; i <= runs; i++) ranges.push(await timeRepaint(page, `#/engines?from=${at(0.07 * i)}&to=${at(1 - 0.03 * i)}`));
      const chosen = [];
      for (let i = 0; i < runs; i++) chosen.push(await timeRepaint(page, `#/engines?engine=engine-${i}&engine=engine-${i + 2}`));
      await goTo(page, `#/executions`, null);
      await page.getByRole("option").first().waitFor();
      const frames = await countFrames(page, scrollMs);
      const both = [...ranges, ...chosen];
      return [
        row("Engines, from the sidebar to the table painted, nothing ever asked before", "ms", opened.unasked, {
          budget: { atMost: 1500 },
        }),
        row("Engines, from the sidebar to the table painted, at a later start", "ms", opened.settings, { budget: { atMost: 1500 } }),
        row("Engines, from Overview, the first view, to the table painted, at a later start", "ms", opened.overview, {
          budget: { atMost: 1500 },
        }),
        row(
          "another time range, to the table painted",
          "ms",
          ranges.map(({ tableMs }) => tableMs),
          { budget: { atMost: 700, judged: "max" } },
        ),
        row(
          "another time range, to the lines painted",
          "ms",
          ranges.map(({ linesMs }) => linesMs),
          { budget: { atMost: 700, judged: "max" } },
        ),
        row(
          "two engines chosen, to the table painted",
          "ms",
          chosen.map(({ tableMs }) => tableMs),
          { budget: { atMost: 700, judged: "max" } },
        ),
        row(
          "two engines chosen, to the lines painted",
          "ms",
          chosen.map(({ linesMs }) => linesMs),
          { budget: { atMost: 700, judged: "max" } },
        ),
        row(
          "longest task of the page meanwhile",
          "ms",
          both.map(({ longestTaskMs }) => longestTaskMs),
          { note: "tasks below 50 ms count as 0" },
        ),
        row("frames a second while Executions is scrolled", "", [frames.perSecond], {
          note: `${scrollMs / 1000} s of the wheel; the slowest frame took ${Math.round(frames.longestMs)} ms`,
        }),
      ];
    } finally {
      await host.stop();
    }
  });
}

/** As after an import: answers kept in the index are from earlier runs. */
async function forgetAnswers(path: string): Promise<void> {
  const cache = join(path, ".assay");
  const db = await Database.open(join(cache, indexName), { memoryLimitMb, threads: 2, temporaryFolder: join(cache, "staging") });
  await db.write((run) => run(...dropKept));
  await db.close();
}

/** @param view none: the address is enough. */
async function goTo(page: Page, address: string, view: string | null): Promise<void> {
  if (address.startsWith("#")) await page.evaluate((hash) => (location.hash = hash), address);
  else await page.goto(address);
  if (view !== null) await page.evaluate((name) => (location.hash = `#/${name}`), view);
  await page.getByRole("heading", { level: 1 }).waitFor();
}
