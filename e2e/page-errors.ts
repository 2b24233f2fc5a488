import type { Page } from "@playwright/test";

/** What went wrong in a page without the test looking: console errors (CSP violations among them) and uncaught errors. */
export interface PageErrors {
  watch(page: Page): void;
  /** The page is about to be taken away: what it says about that is ignored. */
  leave(): void;
  allow(pattern: RegExp): void;
  found(): string[];
}

export function watchPageErrors(): PageErrors {
  const said: string[] = [];
  const allowed: RegExp[] = [];
  let watched: Page | undefined;
  return {
    watch(page) {
      watched = page;
      const say = (text: string) => {
        if (page === watched) said.push(text);
      };
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") say(`${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => say(`uncaught: ${error.message}`));
    },
    leave() {
      watched = undefined;
    },
    allow: (pattern) => void allowed.push(pattern),
    found: () => said.filter((text) => !allowed.some((pattern) => pattern.test(text))),
  };
}
