import type { Page } from "@playwright/test";

/** Processor time that a page has used so far, in seconds. */
export interface PageTime {
  /** Tasks of its main thread: script, style, layout, paint. */
  mainSeconds: number;
  /** All threads of its process. */
  processSeconds: number;
}

export interface PageClock {
  read(): Promise<PageTime>;
}

/**
 * Reads the processor time of a page, and no wall time, so that other work on the machine does not count. The main thread's is Chromium's `TaskDuration` in thread
 * ticks, the process's is that of the only renderer there may be.
 * https://chromedevtools.github.io/devtools-protocol/tot/Performance/#method-setTimeDomain
 */
export async function pageClock(page: Page): Promise<PageClock> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const whole = await page.context().browser()?.newBrowserCDPSession();
  if (whole === undefined) throw new Error("the page has no browser");
  return {
    read: async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      const { processInfo } = await whole.send("SystemInfo.getProcessInfo");
      const mainSeconds = metrics.find(({ name }) => name === "TaskDuration")?.value;
      if (mainSeconds === undefined) throw new Error("Chromium does not say how long the page's tasks took");
      const renderers = processInfo.filter(({ type }) => type === "renderer");
      return { mainSeconds, processSeconds: Math.max(...renderers.map(({ cpuTime }) => cpuTime)) };
    },
  };
}
