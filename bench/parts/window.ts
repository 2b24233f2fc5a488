import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { withBrowser } from "../lib/browser.ts";
import { startCollect } from "../lib/collect.ts";
import { generated } from "../lib/generate.ts";
import { type Host, startHost } from "../lib/host.ts";
import { writePaced } from "../lib/paced.ts";
import { pageClock } from "../lib/page-clock.ts";
import type { Part } from "../lib/part.ts";
import { inFolder } from "../lib/process.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { importInto } from "../lib/workspaces.ts";

const perSecond = 50_000;
const streamMs = 20_000;
const idleMs = 60_000;
/** For what a page does once after it is loaded: above all collecting garbage. */
const restMs = 20_000;
/** What a workspace holds before: views are then not the empty ones. */
const before = 100_000;
const views = ["live", "overview", "engines"] as const;
type View = (typeof views)[number];
const titles: Record<View, string> = { live: "Live", overview: "Overview", engines: "Engines" };

/** Processor time of an open window: while a stream comes in, and with nothing going on. Processor time and no wall time: other work hardly changes it. */
export const windowPart: Part = async (context) => ({
  rows: await measureRows("an open window", () =>
    withBrowser("an open window", (browser) => inFolder((folder) => measure(browser, folder, join(context.folder, "home")))),
  ),
});

async function measure(browser: Browser, folder: string, home: string): Promise<Row[]> {
  const lines = (await readFile(await generated("executions", 500_000), "utf8")).split("\n").slice(0, -1);
  const rows: Row[] = [];
  for (const view of views) {
    const workspace = join(folder, view);
    await importInto(workspace, "executions", before);
    const host = await startHost(workspace, home);
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(await host.newAddress());
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.evaluate((name) => (location.hash = `#/${name}`), view);
      await page.waitForLoadState("networkidle");
      await wait(restMs);
      rows.push(...(await idle(view, host, page)), ...(await streamed(view, workspace, host, page, lines)));
      await page.close();
    } finally {
      await host.stop();
    }
  }
  return rows;
}

/** A minute with nothing going on. */
async function idle(view: View, host: Host, page: Page): Promise<Row[]> {
  const clock = await pageClock(page);
  const [from, hostFrom] = [await clock.read(), await host.loop.cpuSeconds()];
  await wait(idleMs);
  const [to, hostTo] = [await clock.read(), await host.loop.cpuSeconds()];
  const minutes = idleMs / 60_000;
  const ofPage = (to.processSeconds - from.processSeconds) / minutes;
  const ofHost = (hostTo - hostFrom) / minutes;
  const unit = "s";
  return [
    {
      work: `idle: processor time a minute of an open window on ${titles[view]}, host and page`,
      unit,
      assay: computeFigures([ofHost + ofPage]),
      budget: { atMost: 0.2 },
      note: `host ${ofHost.toFixed(2)} s, page ${ofPage.toFixed(2)} s, of it its main thread ${((to.mainSeconds - from.mainSeconds) / minutes).toFixed(2)} s`,
    },
  ];
}

/** Records at a steady rate through the local door. */
async function streamed(view: View, workspace: string, host: Host, page: Page, lines: readonly string[]): Promise<Row[]> {
  const collecting = startCollect(workspace);
  // The process starts, connects and has its first lines on disk.
  await collecting.write(`${lines[0]}\n`);
  await collecting.durable(1);
  const clock = await pageClock(page);
  const [from, hostFrom, startedAt] = [await clock.read(), await host.loop.cpuSeconds(), performance.now()];
  const { written, perSecond: rate } = await writePaced(collecting, lines, perSecond, streamMs);
  const [to, hostTo, endedAt] = [await clock.read(), await host.loop.cpuSeconds(), performance.now()];
  await collecting.durable(written + 1);
  await collecting.end();
  const share = (seconds: number) => (seconds / ((endedAt - startedAt) / 1000)) * 100;
  return [
    {
      work: `${grouped(perSecond)} records/s for ${streamMs / 1000} s with ${titles[view]} open: main thread of the page`,
      unit: "% of a core",
      assay: computeFigures([share(to.mainSeconds - from.mainSeconds)]),
      budget: { atMost: 20 },
      note: `${grouped(Math.round(rate))} records/s came in; all threads of the page ${share(to.processSeconds - from.processSeconds).toFixed(0)} %, of the host ${share(hostTo - hostFrom).toFixed(0)} %`,
    },
  ];
}
