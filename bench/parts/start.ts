import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "../lib/browser.ts";
import { startHost } from "../lib/host.ts";
import type { Context, Part } from "../lib/part.ts";
import { projectFolder, run } from "../lib/process.ts";
import { type Budget, computeFigures, measureRows, type Row } from "../lib/row.ts";

/** Starts of the command line, against a Node that does nothing. Fewer would leave the median to chance. */
const starts = 10;

export const startPart: Part = async (context) => ({
  rows: [
    ...(await measureRows("start of the command line", () => measureStarts(context))),
    ...(await measureRows("first paint of the window", () => measurePaints(context))),
  ],
});

/** A host that runs, and each time a browser without a cache: from the navigation to the first text on screen, and to the first view with its keys. */
async function measurePaints({ folder }: Context): Promise<Row[]> {
  const workspace = join(folder, "empty");
  await mkdir(workspace, { recursive: true });
  return withBrowser("first paint of the window", async (browser) => {
    const host = await startHost(workspace, join(folder, "home"));
    const painted: number[] = [];
    const usable: number[] = [];
    try {
      for (let round = -1; round < starts; round++) {
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
        const page = await context.newPage();
        // By the page itself: who asks from outside, asks now and then.
        await page.addInitScript(() => {
          const watch = new MutationObserver(() => {
            if (document.querySelector("h1") === null) return;
            performance.mark("usable");
            watch.disconnect();
          });
          watch.observe(document, { childList: true, subtree: true });
        });
        await page.goto(await host.newAddress(), { waitUntil: "commit" });
        await page.locator("h1").waitFor();
        const took = await page.evaluate(() => {
          const usableMs = performance.getEntriesByName("usable")[0]?.startTime ?? performance.now();
          const paint = performance.getEntriesByName("first-contentful-paint")[0];
          return { usableMs, paintedMs: paint?.startTime ?? usableMs };
        });
        if (round >= 0) painted.push(took.paintedMs);
        if (round >= 0) usable.push(took.usableMs);
        await context.close();
      }
    } finally {
      await host.stop();
    }
    const unit = "ms";
    return [
      {
        work: "first paint of the window, built bundle",
        unit,
        assay: computeFigures(painted),
        budget: { atMost: 300 },
        note: "first text; nothing cached",
      },
      { work: "a usable view in a new window, built bundle", unit, assay: computeFigures(usable), note: "nothing cached" },
    ];
  });
}

async function measureStarts({ folder }: Context): Promise<Row[]> {
  const workspace = join(folder, "empty");
  await mkdir(workspace, { recursive: true });
  const cli = join(projectFolder, "out/headless/cli.js");
  const stats = [cli, "stats", "--workspace", workspace];
  const commands = { bare: ["-e", "0"], version: [cli, "--version"], help: [cli, "--help"], stats };
  const tookMs = { bare: [] as number[], version: [] as number[], help: [] as number[], stats: [] as number[] };
  const names = Object.keys(commands) as (keyof typeof commands)[];
  // The first start fills the compile cache. Then in turns, so that a busy moment meets all alike.
  for (let round = -1; round < starts; round++)
    for (const name of names) {
      const { seconds } = await run(process.execPath, commands[name]);
      if (round >= 0) tookMs[name].push(seconds * 1000);
    }
  const peer = { name: "node -e 0", figures: computeFigures(tookMs.bare) };
  const row = (work: string, name: keyof typeof commands, budget: Budget = {}): Row => ({
    work,
    unit: "ms",
    assay: computeFigures(tookMs[name]),
    peer,
    budget,
  });
  return [
    row("`assay --version`, the whole process", "version", { atMost: 80 }),
    row("`assay --help`, the whole process", "help"),
    row("`assay stats` on an empty workspace, the whole process", "stats", { atMost: 250 }),
  ];
}
