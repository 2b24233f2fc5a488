import { type Browser, chromium, type Page } from "@playwright/test";
import { standInOrigin } from "../double/protocol.ts";
import { DoubleClient } from "./double-client.ts";
import type { RunningHost } from "./host.ts";
import type { Place } from "./place.ts";

/** Starts the double and joins the window it opens. */
export async function startDouble(place: Place): Promise<RunningHost> {
  const client = new DoubleClient(place);
  try {
    const { endpoint } = await client.ready;
    const browser = await chromium.connectOverCDP(endpoint);
    const page = await openedWindow(browser, client);
    return {
      page,
      double: client,
      stop: async () => {
        await client.ask({ ask: "close-window" }).catch(() => {});
        const code = await client.exit();
        await browser.close();
        return code;
      },
      kill: async () => {
        await client.kill();
        await browser.close();
      },
      handOver: async (paths) => {
        await page.evaluate(
          (handed) => {
            (globalThis as { __assayHandOver?: string[] }).__assayHandOver = handed;
          },
          [...paths],
        );
        return paths;
      },
    };
  } catch (error) {
    await client.kill();
    throw error;
  }
}

async function openedWindow(browser: Browser, client: DoubleClient): Promise<Page> {
  const [context] = browser.contexts();
  if (context === undefined) throw new Error("The double's Chromium has no profile.");
  const page = context.pages()[0] ?? (await context.waitForEvent("page"));
  const early = client.exit().then((code) => {
    throw new Error(`The double ended with ${code} before its window was there:\n${client.stderr()}`);
  });
  await Promise.race([page.waitForURL(`${standInOrigin}/**`), early]);
  early.catch(() => {});
  return page;
}
