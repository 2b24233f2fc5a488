import type { Page, Request as PageRequest, Route } from "@playwright/test";
import { ask, type ContentsDouble } from "./contents.ts";
import { toAppAddress } from "./protocol.ts";
import { answerScheme, guards, isFetchable } from "./session.ts";
import { note } from "./strict.ts";

/**
 * Sends every request of a page the way Electron would: navigations past the window's guards, all of them
 * past the session's, and the app scheme to the handler that main registered.
 */
export async function routePage(page: Page, contents: ContentsDouble): Promise<void> {
  routed.set(page, contents);
  let isFirst = true;
  const answer = async (route: Route): Promise<void> => {
    const request = route.request();
    const url = toAppAddress(request.url());
    const asking = findPage(request);
    // The routes of all windows see every request: each answers its own, and the first window's those of pages that a page opens.
    if (asking !== page && (asking === undefined || routed.has(asking)) && !(asking === undefined && isFirstRouted(page)))
      return route.fallback();
    if (asking !== page) {
      const action = contents.openHandler?.({ url }).action ?? "allow";
      note("window.open", { url, action });
      return route.abort("aborted");
    }
    // The first navigation is the program's own loadURL, which no navigation guard sees.
    if (request.isNavigationRequest() && !isFirst && isRefused(contents, request, url)) return route.abort("aborted");
    isFirst = false;
    if (isCancelled(url)) {
      note("request cancelled", url);
      return route.abort("blockedbyclient");
    }
    if (!url.startsWith("workbench:")) {
      note("request let out", url);
      return route.abort("namenotresolved");
    }
    if (["fetch", "xhr"].includes(request.resourceType()) && !isFetchable(url)) return route.abort("failed");
    const response = await answerScheme(new Request(url, { method: request.method() }));
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  };
  // Nobody waits for an answer once the window is closed; unhandled, it would end the program as a bug of its own.
  await page.context().route("**/*", (route) =>
    answer(route).catch((thrown: unknown) => {
      if (!page.isClosed() && !/closed/i.test(String(thrown))) throw thrown;
    }),
  );
}

/** The windows' pages, in their order. */
const routed = new Map<Page, ContentsDouble>();
const isFirstRouted = (page: Page) => routed.keys().next().value === page;

/** The page a request is of; undefined for a new window's, which has no frame yet when it first asks. */
function findPage(request: PageRequest): Page | undefined {
  try {
    return request.frame().page();
  } catch {
    return undefined;
  }
}

function isRefused(contents: ContentsDouble, request: PageRequest, url: string): boolean {
  const isMainFrame = request.frame().parentFrame() === null;
  const fields = { url, isMainFrame, isSameDocument: false, frame: null };
  const refusedInFrame = ask(contents, "will-frame-navigate", fields);
  const refused = isMainFrame ? ask(contents, "will-navigate", fields) || refusedInFrame : refusedInFrame;
  note("navigation", { url, refused });
  return refused;
}

function isCancelled(url: string): boolean {
  let cancelled = false;
  guards.beforeRequest?.({ url }, (response) => {
    cancelled = response.cancel === true;
  });
  return cancelled;
}
