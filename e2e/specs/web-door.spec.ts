import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, test as base, expect, type Page } from "@playwright/test";
import { chromiumArguments, chromiumExecutable } from "../hosts/chromium.ts";
import { exitOf } from "../hosts/exit.ts";
import { outDir } from "../hosts/paths.ts";
import { environment } from "../hosts/place.ts";

/** Who gets into the web host with a real browser: by which address, how often, and after what. */

interface Door {
  folder: string;
  browser: Browser;
  /** Starts the host on the one workspace and answers the address it prints. */
  serve(): Promise<string>;
  kill(): Promise<void>;
  /** Opens an address in a browser profile of its own. */
  open(address: string): Promise<Page>;
}

const test = base.extend<{ door: Door }>({
  door: async ({ playwright }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "assay-door-"));
    const browser = await playwright.chromium.launch({ executablePath: chromiumExecutable(), args: chromiumArguments() });
    let child: ChildProcess | undefined;
    const kill = async () => {
      child?.kill("SIGKILL");
      if (child !== undefined) await exitOf(child);
      child = undefined;
    };
    const env = environment({ workspaceDir: "", stateDir: join(folder, "state"), env: {} });
    await use({
      folder,
      browser,
      kill,
      serve: async () => {
        const args = [join(outDir, "headless/cli.js"), "serve", "--workspace", join(folder, "workspace"), "--no-open", "--json"];
        const started = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
        child = started;
        return new Promise((resolve, reject) => {
          createInterface({ input: started.stdout }).once("line", (line) => resolve((JSON.parse(line) as { url: string }).url));
          started.once("exit", (code) => reject(new Error(`assay serve ended with ${code}`)));
        });
      },
      open: async (address) => {
        const page = await browser.newPage();
        await page.goto(address);
        return page;
      },
    });
    await browser.close();
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});

test.skip(() => test.info().project.name !== "web", "the desktop has no web host");

const isIn = (page: Page) => expect(page.getByRole("navigation", { name: "Views" })).toBeVisible();
const expired = "This address has been used or has expired";
const isOut = async (page: Page) => {
  await expect(page.getByText(expired)).toBeVisible();
  await expect(page.getByText("Press Enter in the terminal")).toBeVisible();
};

test("an address opens one tab; a reload and a tab that it opens stay in, everybody else stays out", async ({ door }) => {
  const address = await door.serve();
  const page = await door.open(address);
  await isIn(page);
  const { origin } = new URL(address);
  expect(page.url()).toBe(`${origin}/#/overview`);
  expect(await page.context().cookies()).toEqual([]);
  await reloadSlowly(page);
  await isIn(page);

  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("textbox", { name: "Command" }).fill("another tab");
  const [opened] = await Promise.all([page.waitForEvent("popup"), page.keyboard.press("Enter")]);
  await isIn(opened);
  await opened.reload();
  await isIn(opened);

  for (const used of [address, `${origin}/`, `${origin}/?code=guess`]) {
    const stranger = await door.open(used);
    await isOut(stranger);
    await stranger.close();
  }
});

/** Reloads a tab whose code comes late: until then the page shows the window's frame, which the screen then takes over as it is. */
async function reloadSlowly(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Live", exact: true }).click();
  await page.getByRole("button", { name: "Theme: system" }).click();
  await page.getByRole("button", { name: "Theme: light" }).click();
  const collapse = page.getByRole("button", { name: "Show or hide the sidebar's names" });
  await collapse.click();
  const rail = page.locator("nav");
  await expect(rail).toHaveAttribute("data-narrow", "true");
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/assets\/index-.*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await expect(page.getByRole("main", { name: "Assay is opening" })).toHaveText("Live");
  await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
  await expect(rail.locator("[aria-current]")).toHaveText("Live");
  const frame = await readFrame(page);
  // A heading says that a view stands, and none does yet.
  const axe = new AxeBuilder({ page }).setLegacyMode().disableRules("page-has-heading-one");
  expect((await axe.analyze()).violations).toEqual([]);
  release();
  await isIn(page);
  expect(await readFrame(page)).toEqual(frame);
  await page.unroute(/./);
  await collapse.click();
}

/** What of the sidebar is drawn where, without what only the host knows. */
const readFrame = (page: Page) =>
  page.locator("nav").evaluate((nav) =>
    [nav, ...nav.querySelectorAll("*")].flatMap((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const { color, backgroundColor, fontWeight } = getComputedStyle(element);
      if (width === 0 || element.matches("[class*=names] *, [class*=state] *, [class*=count], [class*=hint] *")) return [];
      const says = element.children.length === 0 ? element.textContent : "";
      return [
        [element.tagName, element.getAttribute("aria-label"), says, x, y, width, height, color, backgroundColor, fontWeight].join(" "),
      ];
    }),
  );

test("a server on another port learns nothing from cookies and cannot lock anyone out", async ({ door }) => {
  const address = await door.serve();
  const page = await door.open(address);
  await isIn(page);
  const { port } = new URL(address);
  const seen: IncomingMessage["headers"][] = [];
  const thief = createServer((request, response) => {
    seen.push(request.headers);
    const cookies = [`assay_${port}=x; Path=/`, `assay_${port}=y; Path=/socket`, "assay.session=z; Path=/", "x-assay-session=z; Path=/"];
    response.writeHead(200, { "Set-Cookie": cookies, "Content-Type": "text/html" }).end("<h1>thief</h1>");
  });
  await new Promise<void>((resolve) => thief.listen(0, "127.0.0.1", resolve));
  try {
    const stored = await page.evaluate(() => window.sessionStorage.getItem("assay.session"));
    // In the same tab: its origin's storage stays behind when it goes to another port.
    await page.goto(`http://127.0.0.1:${(thief.address() as AddressInfo).port}/`);
    expect(await page.evaluate(() => window.sessionStorage.length)).toBe(0);
    expect(JSON.stringify(seen)).not.toContain(stored);
    expect(seen[0]?.cookie).toBeUndefined();
    await page.goto(`http://127.0.0.1:${port}/`);
    await isIn(page);
    await page.reload();
    await isIn(page);
  } finally {
    thief.close();
  }
});

test("after a kill the tab says how to start again, and reconnects once that is done", async ({ door }) => {
  const address = await door.serve();
  const page = await door.open(address);
  await isIn(page);
  await door.kill();
  await expect(page.getByText("Disconnected from Assay.")).toBeVisible();
  await expect(page.getByText(`npm run --silent assay -- serve --workspace ${join(door.folder, "workspace")}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Copy the start command" })).toBeVisible();
  const next = await door.serve();
  expect(new URL(next).port).toBe(new URL(address).port);
  await expect(page.getByText("Disconnected from Assay.")).toHaveCount(0);
  await isIn(page);
  await page.reload();
  await isIn(page);
});

test("a tab whose session was forgotten keeps what is on screen and says what to do", async ({ door }) => {
  const page = await door.open(await door.serve());
  await isIn(page);
  await door.kill();
  const web = join(door.folder, "state", "web");
  for (const name of await readdir(web)) {
    const state = JSON.parse(await readFile(join(web, name), "utf8")) as { sessions: unknown[] };
    expect(state.sessions).toHaveLength(1);
    await writeFile(join(web, name), JSON.stringify({ ...state, sessions: [] }));
  }
  await door.serve();
  await expect(page.getByText("This tab's session has ended.")).toBeVisible();
  await isIn(page);
});
