import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "../../fixtures.ts";
import { heading } from "../app.ts";
import { asThePage, violations } from "../violations.ts";
import { mainProcess, watchGuards } from "./main.ts";

/** What Chromium says about something that was refused; these specs make it happen. */
const refusals =
  /Content Security Policy|Refused to|ERR_|Failed to load|blocked|not allowed|denied|disallowed|Permissions policy|pointer lock|javascript:/i;

test("the page cannot navigate away: Chromium asks, and the guards refuse", async ({ assay }) => {
  assay.expectPageErrors(refusals);
  const seen = await watchGuards(assay);
  const { page } = assay;
  const address = page.url();
  const titleNow = () => page.evaluate(() => document.title);
  const title = await titleNow();
  expect(address).toBe("workbench://app/#/overview");
  const ways: [string, string][] = [
    ["https://example.com/", "location.href = 'https://example.com/'"],
    ["https://example.com/replaced", "location.replace('https://example.com/replaced')"],
    ["https://example.com/link", "add('a', { href: 'https://example.com/link' }).click()"],
    ["workbench://evil/", "location.href = 'workbench://evil/'"],
    ["workbench://app.example.com/", "location.href = 'workbench://app.example.com/'"],
    ["https://example.com/refresh", "add('meta', { httpEquiv: 'refresh', content: '0;url=https://example.com/refresh' })"],
  ];
  for (const [url, script] of ways) {
    await asThePage(assay.page, script);
    await expect.poll(async () => (await seen()).filter((event) => event.url === url), url).not.toEqual([]);
    for (const event of (await seen()).filter((one) => one.url === url)) expect(event, url).toMatchObject({ prevented: true });
    expect(page.url(), url).toBe(address);
  }
  for (const url of ["file:///etc/passwd", "data:text/html,x", "javascript:document.title=1", "chrome://gpu"]) {
    await asThePage(assay.page, `location.href = '${url}'`);
  }
  await page.waitForTimeout(500);
  expect((await seen()).filter((event) => !event.prevented)).toEqual([]);
  expect(page.url()).toBe(address);
  expect(await titleNow()).toBe(title);

  await page.reload();
  await expect(heading(page), "the own origin may").toBeVisible();
});

test("no second window opens, and no file is saved", async ({ assay }) => {
  assay.expectPageErrors(refusals);
  const seen = await watchGuards(assay);
  await asThePage(assay.page, "document.title = String(window.open('https://example.com/?secret'))");
  await expect(assay.page, "window.open answers null").toHaveTitle("null");
  await asThePage(assay.page, "document.title = String(window.open('workbench://app/'))");
  await asThePage(assay.page, "document.title = String(window.open('about:blank'))");
  await asThePage(assay.page, "add('a', { href: 'https://example.com/', target: '_blank' }).click()");
  await asThePage(assay.page, "add('a', { href: 'https://example.com/', target: '_blank', rel: 'noopener' }).click()");
  await asThePage(assay.page, "add('form', { action: 'https://example.com/', target: '_blank' }).submit()");
  await asThePage(assay.page, "add('a', { href: 'data:text/plain,x', download: 'x.txt' }).click()");
  await expect.poll(async () => (await seen()).filter(({ event }) => event === "will-download")).toHaveLength(1);
  expect((await seen()).filter((event) => !event.prevented)).toEqual([]);
  await expect(assay.page).toHaveTitle("null");
  expect(await mainProcess(assay).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test("every permission is denied that Chromium asks for, but our page may put text on the clipboard", async ({ assay }) => {
  assay.expectPageErrors(refusals);
  const { page } = assay;
  // Chromium asks about the clipboard only where a person is, and nobody gives the windows of an Xvfb the focus.
  await heading(page).click();
  const queried = await page.evaluate(async () => {
    const names = [
      "geolocation",
      "notifications",
      "camera",
      "microphone",
      "midi",
      "clipboard-read",
      "persistent-storage",
      "idle-detection",
    ];
    const states = names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state);
    return Object.fromEntries((await Promise.all(states)).map((state, index) => [names[index], state]));
  });
  expect(Object.values(queried), JSON.stringify(queried)).not.toContain("granted");

  const requested = await page.evaluate(async () => {
    const failureOf = (work: Promise<unknown>) =>
      work.then(
        () => "done",
        (error: DOMException) => error.name,
      );
    const position = new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject));
    const isDenied = position.catch((error: GeolocationPositionError) => error.code === error.PERMISSION_DENIED);
    return {
      notifications: await Notification.requestPermission(),
      geolocation: await isDenied,
      midi: await failureOf(navigator.requestMIDIAccess()),
      screen: await failureOf(navigator.mediaDevices.getDisplayMedia()),
      "reading the clipboard": await failureOf(navigator.clipboard.readText()),
      "writing text": await failureOf(navigator.clipboard.writeText("copied")),
    };
  });
  expect(requested).toMatchObject({
    notifications: "denied",
    geolocation: true,
    "reading the clipboard": "NotAllowedError",
    "writing text": "done",
  });
  expect([requested.midi, requested.screen]).not.toContain("done");
  expect(await mainProcess(assay).evaluate(({ clipboard }) => clipboard.readText())).toBe("copied");

  // A refused page waits for ever, so it is not waited for.
  await page.evaluate(() => void document.documentElement.requestFullscreen().catch(() => {}));
  await page.waitForTimeout(500);
  expect(await mainProcess(assay).evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFullScreen())).toBe(false);
  expect(await page.evaluate(() => document.fullscreenElement === null)).toBe(true);
});

test("Chromium reports every breach of the page's policy, and nothing comes of it", async ({ assay }) => {
  assay.expectPageErrors(refusals);
  const { page } = assay;
  const titleNow = () => page.evaluate(() => document.title);
  const title = await titleNow();
  await page.evaluate(() => {
    const page = window as Window & { breached?: string[] };
    const breached: string[] = [];
    page.breached = breached;
    document.addEventListener("securitypolicyviolation", (event) => breached.push(event.effectiveDirective));
  });
  const breached = () => page.evaluate(() => (window as Window & { breached?: string[] }).breached ?? []);
  for (const [index, [what, script, directive]] of violations.entries()) {
    await asThePage(assay.page, script);
    await expect.poll(async () => (await breached()).slice(index), what).toEqual([directive]);
  }
  expect(await titleNow()).toBe(title);
});

test("requests that the policy does not cover do not leave the machine either", async ({ assay }) => {
  assay.expectPageErrors(refusals);
  let reached = 0;
  const server = createServer((_request, response) => {
    reached += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await asThePage(assay.page, `add('link', { rel: 'preconnect', href: '${address}' })`);
    await asThePage(assay.page, `add('link', { rel: 'prefetch', href: '${address}' })`);
    await asThePage(assay.page, `add('a', { href: 'workbench://app/', ping: '${address}' }).click()`);
    // From main, past every policy of a page: the session cancels by itself, and what asks nobody finds the dead proxy.
    const { failure, proxy } = await mainProcess(assay).evaluate(async ({ session }, url) => {
      const fetched = session.defaultSession.fetch(url).then(
        () => "answered",
        (error: Error) => error.message,
      );
      return { failure: await fetched, proxy: await session.defaultSession.resolveProxy(url) };
    }, address);
    expect(failure).toContain("ERR_BLOCKED_BY_CLIENT");
    expect(proxy).toBe("SOCKS5 127.0.0.1:1");
    await assay.page.waitForTimeout(500);
    expect(reached).toBe(0);
  } finally {
    server.close();
  }
});
