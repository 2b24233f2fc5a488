import type { Page } from "@playwright/test";

declare global {
  interface Window {
    assayLongTasks: number[];
    assayTimeRepaint(hash: string): Promise<Repaint>;
  }
}

/** From the change of the address to the second frame after the change is in the document. */
export interface Repaint {
  tableMs: number;
  linesMs: number;
  /** 0 where no task took 50 ms. */
  longestTaskMs: number;
}

const timeoutMs = 30_000;

/** Prepares `timeRepaint` in a page. */
export function watchEngines(page: Page): Promise<void> {
  return page.evaluate((limitMs) => {
    window.assayLongTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.assayLongTasks.push(duration);
    }).observe({ type: "longtask" });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const readTable = () => document.querySelector("table[role=grid] tbody")?.textContent ?? "";
    const readLines = () =>
      [...document.querySelectorAll("#figure-latency-over-time:not([aria-busy]) path")].map((path) => path.getAttribute("d")).join("");
    window.assayTimeRepaint = async (hash) => {
      const [table, lines] = [readTable(), readLines()];
      window.assayLongTasks.length = 0;
      const startedAt = performance.now();
      location.hash = hash;
      const changed = async (read: () => string, before: string) => {
        while (read() === before || read() === "") {
          if (performance.now() - startedAt > limitMs) throw new Error(`${hash} was not painted`);
          await frame();
        }
        await frame();
        await frame();
        return performance.now() - startedAt;
      };
      const [tableMs, linesMs] = await Promise.all([changed(readTable, table), changed(readLines, lines)]);
      return { tableMs, linesMs, longestTaskMs: Math.max(0, ...window.assayLongTasks) };
    };
  }, timeoutMs);
}

/** Goes to an address of Engines, and waits for its table and lines. Then waits until the host is at rest. */
export async function timeRepaint(page: Page, hash: string): Promise<Repaint> {
  const took = await page.evaluate((address) => window.assayTimeRepaint(address), hash);
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(3000);
  return took;
}

/** Turns the wheel over the list for so long. */
export async function countFrames(page: Page, forMs: number): Promise<{ perSecond: number; longestMs: number }> {
  await page.mouse.move(400, 500);
  const counting = page.evaluate(async (limitMs) => {
    const times: number[] = [];
    const until = performance.now() + limitMs;
    while (performance.now() < until) times.push(await new Promise<number>((done) => requestAnimationFrame(done)));
    return times;
  }, forMs);
  let isOver = false;
  void counting.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(16);
  }
  const times = await counting;
  const took = times.slice(1).map((at, i) => at - (times[i] as number));
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return { perSecond: (took.length / spanMs) * 1000, longestMs: Math.max(...took) };
}
