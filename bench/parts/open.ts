import { join } from "node:path";
import { openWorkspace, silentLog } from "../../src/main/engine/index.ts";
import { pages, timed } from "../lib/asking.ts";
import { withBrowser } from "../lib/browser.ts";
import { startHost } from "../lib/host.ts";
import type { Context, Part } from "../lib/part.ts";
import { projectFolder, runAssay } from "../lib/process.ts";
import { computeFigures, measureRows, type Row } from "../lib/row.ts";
import { grouped } from "../lib/words.ts";
import { sharedWorkspace } from "../lib/workspaces.ts";

const importWorkerUrl = new URL(`file://${join(projectFolder, "out/headless/import-worker.js")}`);

/** Opening a large workspace, in a new process and inside a running one. */
export const openPart: Part = async (context) => ({
  rows: [
    ...(await measureRows(`open ${grouped(context.big)} executions`, () => opened(context))),
    ...(await measureRows(`open ${grouped(context.big)} executions in a window`, () => seen(context))),
  ],
});

/** Starts the host on a workspace `runs` times. `firstPageMs` is the first query after it. */
export async function openings(workspace: string, folder: string, runs: number): Promise<{ answeredMs: number[]; firstPageMs: number[] }> {
  const answeredMs: number[] = [];
  const firstPageMs: number[] = [];
  for (let i = 0; i < runs; i++) {
    const host = await startHost(workspace, join(folder, "home"));
    answeredMs.push(host.answeredMs);
    firstPageMs.push(...(await timed(1, pages(host, "executions", 100))));
    await host.stop();
  }
  return { answeredMs, firstPageMs };
}

async function opened({ folder, big, runs }: Context): Promise<Row[]> {
  const { path } = await sharedWorkspace(folder, "executions", big);
  const { answeredMs, firstPageMs } = await openings(path, folder, runs);
  const inside: number[] = [];
  for (let i = 0; i < runs; i++) {
    const from = performance.now();
    const workspace = await openWorkspace({ path, importWorkerUrl, log: silentLog, waitForIndex: false });
    inside.push(performance.now() - from);
    await workspace.close();
  }
  const stats: number[] = [];
  for (let i = 0; i < runs; i++) stats.push((await runAssay(["stats", "--workspace", path, "--json"])).seconds * 1000);
  const unit = "ms";
  return [
    {
      work: `open ${grouped(big)} executions: start of the process to first answer`,
      unit,
      assay: computeFigures(answeredMs),
      budget: budgetAt(big, 1500),
    },
    { work: `open ${grouped(big)} executions inside a running process`, unit, assay: computeFigures(inside) },
    { work: `first page of ${grouped(big)} executions right after opening`, unit, assay: computeFigures(firstPageMs) },
    {
      work: `\`assay stats\` on ${grouped(big)} executions, the whole process`,
      unit,
      assay: computeFigures(stats),
      budget: budgetAt(big, 700),
    },
  ];
}

/** From the start of the host's process until its page is painted in a running browser. */
async function seen({ folder, big, runs }: Context): Promise<Row[]> {
  const work = `open ${grouped(big)} executions: start of the process to a usable page, painted`;
  const { path } = await sharedWorkspace(folder, "executions", big);
  return withBrowser(work, async (browser) => {
    const took: number[] = [];
    for (let i = 0; i < runs; i++) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      // By the page itself: who asks from outside, asks now and then. Both clocks are this machine's.
      await page.addInitScript(() => {
        const watch = new MutationObserver(() => {
          if (document.querySelector("h1") === null) return;
          watch.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("painted")));
        });
        watch.observe(document, { childList: true, subtree: true });
      });
      const from = performance.timeOrigin + performance.now();
      const host = await startHost(path, join(folder, "home"));
      await page.goto(await host.newAddress(), { waitUntil: "commit" });
      await page.waitForFunction(() => performance.getEntriesByName("painted").length > 0);
      const painted = await page.evaluate(() => performance.timeOrigin + (performance.getEntriesByName("painted")[0]?.startTime ?? 0));
      took.push(painted - from);
      await page.close();
      await host.stop();
    }
    return [{ work, unit: "ms", assay: computeFigures(took), budget: budgetAt(big, 700), note: "Chromium was running already" }];
  });
}

const budgetAt = (count: number, atMost: number) => (count >= 10_000_000 ? { atMost } : {});
