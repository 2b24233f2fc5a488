import type { Locator, Page } from "@playwright/test";

/**
 * Drops files of this disk on the page, as the system's drag and drop does: the page gets real files, read
 * by Chromium itself.
 * @param target where; the middle of the window when there is none.
 */
export async function drop(page: Page, paths: readonly string[], target?: Locator): Promise<void> {
  const box = (await target?.boundingBox()) ?? { x: 0, y: 0, ...(await windowSize(page)) };
  const point = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const client = await page.context().newCDPSession(page);
  try {
    for (const type of ["dragEnter", "dragOver", "drop"] as const) await client.send("Input.dispatchDragEvent", { type, ...point, data });
  } finally {
    await client.detach();
  }
}

function windowSize(page: Page): Promise<{ width: number; height: number }> {
  return page.evaluate(() => ({ width: window.innerWidth, height: window.innerHeight }));
}
