import type { Page } from "@playwright/test";

/**
 * What a person cannot see whole and cannot scroll to: the page itself when it is larger than its window, and
 * controls and headings that stick out of the window or of a box that clips them.
 */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { documentElement } = document;
    if (documentElement.scrollWidth > window.innerWidth) found.push(`the page is ${documentElement.scrollWidth} px wide`);
    if (documentElement.scrollHeight > window.innerHeight) found.push(`the page is ${documentElement.scrollHeight} px high`);

    /** Along one axis: whether the element sticks out of a box it cannot be scrolled into. */
    const sticksOut = (element: Element, from: "left" | "top", to: "right" | "bottom", overflow: "overflowX" | "overflowY") => {
      const rect = element.getBoundingClientRect();
      for (let box = element.parentElement; box !== null; box = box.parentElement) {
        const way = getComputedStyle(box)[overflow];
        if (way === "auto" || way === "scroll") return false;
        const clip = box.getBoundingClientRect();
        if (way !== "visible" && (rect[from] < clip[from] - 1 || rect[to] > clip[to] + 1)) return true;
      }
      return rect[from] < -1 || rect[to] > (to === "right" ? window.innerWidth : window.innerHeight) + 1;
    };

    for (const element of document.querySelectorAll("button, input, select, textarea, h1, h2, [role='tab']")) {
      // What only a screen reader gets is clipped on purpose.
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest(".visually-hidden") !== null)
        continue;
      if (element instanceof HTMLInputElement && element.getBoundingClientRect().width <= 1) continue;
      if (sticksOut(element, "left", "right", "overflowX") || sticksOut(element, "top", "bottom", "overflowY")) {
        const rect = element.getBoundingClientRect();
        const name = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
        found.push(
          `${element.tagName.toLowerCase()} "${name.slice(0, 60)}" at ${Math.round(rect.x)},${Math.round(rect.y)} ${Math.round(rect.width)}×${Math.round(rect.height)}`,
        );
      }
    }
    return found;
  });
}
