import type { Page } from "@playwright/test";

declare global {
  interface Window {
    assayPaints: number[];
  }
}

/** From now on notes, for each key press that shows another comparison, the ms from its time stamp to the second frame after that is in the document. */
export function watchPaints(page: Page): Promise<void> {
  return page.evaluate(() => {
    const painted: number[] = [];
    window.assayPaints = painted;
    const shownKey = () => document.querySelector<HTMLElement>("article[data-comparison]")?.dataset.comparison;
    let pressedAt: number | null = null;
    let before: string | undefined;
    window.addEventListener(
      "keydown",
      (event) => {
        pressedAt = event.timeStamp;
        before = shownKey();
      },
      true,
    );
    new MutationObserver(() => {
      const shown = shownKey();
      if (pressedAt === null || shown === undefined || shown === before) return;
      const from = pressedAt;
      pressedAt = null;
      requestAnimationFrame(() => requestAnimationFrame(() => painted.push(performance.now() - from)));
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-comparison"] });
  });
}

/**
 * Presses a key that shows the next comparison, as soon as the one before was painted.
 * @param press makes press `n`, from 0 on.
 * @returns for each, ms to painted.
 */
export async function timePresses(page: Page, count: number, press: (n: number) => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    window.assayPaints.length = 0;
  });
  for (let n = 0; n < count; n++) {
    await press(n);
    await page.waitForFunction((painted) => window.assayPaints.length >= painted, n + 1);
  }
  return page.evaluate(() => window.assayPaints);
}
