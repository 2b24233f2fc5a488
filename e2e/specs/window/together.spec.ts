import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import {
  startAppending,
  startCollector,
  startCommand,
  startCurl,
  startSdk,
  type Target,
  type Writer,
} from "../../electron/writing/writers.ts";
import { type Assay, expect, test } from "../../fixtures.ts";
import { giveTo } from "../../hosts/electron.ts";
import { counter, goTo, heading, numberIn, readRecords } from "../app.ts";
import { electron, mainProcess } from "./main.ts";

// Run by `npm run test:electron` only: it takes minutes.

/** Who is killed, one a round. */
const victims = ["collector", "window", "Node SDK", "curl", "program that appends", "Python SDK", "window"] as const;

test("with the window open all doors write at once, the screen moves, and whoever is killed, what was acknowledged is there once", async ({
  assay,
}, { annotations }) => {
  test.setTimeout(600_000);
  // Beside the workspace: the window's user may read it there.
  const log = join(dirname(assay.workspaceDir), "growing.jsonl");
  await writeFile(log, "");
  const python = await findSdk();
  if (python === undefined)
    annotations.push({ type: "skipped", description: "the Python SDK: it needs Python 3.11 and its package index" });
  const { address, token } = await openDoors(assay);
  const user = electron().runAs;
  const target: Target = { user, workspaceDir: assay.workspaceDir, env: { ASSAY_HOME: assay.stateDir }, address, token };
  giveTo(user, log);
  await follow(target, log);

  const acknowledged = new Map<string, string[]>();
  const note = (name: string, writer: Writer) => {
    acknowledged.set(name, [...(acknowledged.get(name) ?? []), ...writer.acknowledged()]);
  };
  let started = 0;
  const starters: Record<string, () => Writer> = {
    collector: () => startCollector(target, "engine_execution", `c${started++}`),
    "collector of comparisons": () => startCollector(target, "comparison_result", `v${started++}`),
    "Node SDK": () => startSdk(target),
    curl: () => startCurl(target, `r${started++}`),
    "program that appends": () => startAppending(target, log, `f${started++}`),
    ...(python !== undefined && { "Python SDK": () => startSdk(target, python) }),
  };
  const writers = new Map(Object.entries(starters).map(([name, start]) => [name, start()]));

  try {
    for (const [round, victim] of victims.filter((one) => one === "window" || one in starters).entries()) {
      const before = await readMoving(assay.page);
      await test.step(`round ${round + 1}: all write, the screen moves`, async () => {
        for (const [name, read] of Object.entries(moving)) await moves(assay.page, name, read, before);
      });
      await test.step(`round ${round + 1}: the ${victim} is killed`, async () => {
        if (victim === "window") {
          mainProcess(assay).process().kill("SIGKILL");
          const collector = writers.get("collector") as Writer;
          expect(await collector.end(), collector.said()).toBe(5);
          const told = Number(/(\d+) lines were acknowledged/.exec(collector.said())?.[1]);
          expect(told, collector.said()).toBeGreaterThanOrEqual(collector.acknowledged().length);
          for (const [name, writer] of writers) {
            if (name === "program that appends") continue;
            await writer.end();
            note(name, writer);
          }
          await assay.restart("kill");
          for (const [name, start] of Object.entries(starters)) if (name !== "program that appends") writers.set(name, start());
          return;
        }
        const writer = writers.get(victim) as Writer;
        writer.kill();
        await writer.end();
        note(victim, writer);
        writers.set(victim, (starters[victim] as () => Writer)());
      });
    }
    for (const [name, writer] of writers) {
      await writer.end();
      note(name, writer);
    }
  } finally {
    for (const writer of writers.values()) writer.kill();
  }
  const wanted = await readWholeIds(log);
  await expect
    .poll(async () => (await idsOf(assay, "events.jsonl")).filter((id) => id.startsWith("f")).length)
    .toBeGreaterThanOrEqual(wanted.length);
  await assay.stop();

  const executions = await idsOf(assay, "events.jsonl");
  const comparisons = await idsOf(assay, "comparisons.jsonl");
  const there = new Set([...executions, ...comparisons]);
  expect(there.size, "no record is there twice").toBe(executions.length + comparisons.length);
  for (const [name, ids] of [...acknowledged, ["followed file", wanted] as const]) {
    if (name !== "program that appends") expect(ids.length, `the ${name} was acknowledged something`).toBeGreaterThan(0);
    expect(
      ids.filter((id) => !there.has(id)),
      `acknowledged to the ${name}, and not there`,
    ).toEqual([]);
    annotations.push({ type: name, description: `${ids.length} records acknowledged, all there once` });
  }
  process.stdout.write(`${annotations.map(({ type, description }) => `  ${type}: ${description}`).join("\n")}\n`);
  const verified = await assay.runCli(["verify", "--json"]);
  expect(verified.code, verified.stdout + verified.stderr).toBe(0);
});

/** What moves on the screen while records come, each with how it is read. */
const moving: Record<string, (page: Page) => Promise<string>> = {
  "Live: accepted executions": async (page) => String(await numberIn(counter(page, "events", "Accepted"))),
  "Live: accepted comparisons": async (page) => String(await numberIn(counter(page, "comparisons", "Accepted"))),
  "Live: records over the network door": (page) =>
    page
      .getByRole("row", { name: /v1\/records/ })
      .getByRole("cell")
      .nth(2)
      .innerText(),
  "Live: spans over the network door": (page) =>
    page
      .getByRole("row", { name: /v1\/traces/ })
      .getByRole("cell")
      .nth(2)
      .innerText(),
  "Live: lines of the followed file": (page) =>
    page
      .getByRole("row", { name: /growing\.jsonl/ })
      .locator("[data-counter=accepted]")
      .innerText(),
  "Engines: the table": (page) =>
    page
      .getByRole("grid")
      .getByRole("row", { name: /collected/ })
      .innerText(),
  "Engines: the charts": (page) => page.getByRole("region", { name: "Charts" }).innerHTML(),
  "Executions: the list": async (page) =>
    `${await heading(page).locator("xpath=..").innerText()}${await page.getByRole("listbox", { name: "Executions" }).first().innerText()}`,
  "Comparisons: the list": (page) => page.getByText(/^[\d.,\s]+ comparisons$/).innerText(),
};
const viewOf = (name: string) => name.split(":")[0] as "Live" | "Engines" | "Executions" | "Comparisons";

async function readMoving(page: Page): Promise<Map<string, string>> {
  await goTo(page, "Live");
  return new Map(
    await Promise.all(
      Object.entries(moving)
        .filter(([name]) => viewOf(name) === "Live")
        .map(async ([name, read]) => [name, await read(page)] as const),
    ),
  );
}

async function moves(page: Page, name: string, read: (page: Page) => Promise<string>, before: ReadonlyMap<string, string>): Promise<void> {
  if ((await heading(page).innerText()) !== viewOf(name)) await goTo(page, viewOf(name));
  const first = before.get(name) ?? (await read(page));
  await expect.poll(() => read(page), { message: `${name} moves`, timeout: 60_000 }).not.toBe(first);
}

async function openDoors({ page }: Assay): Promise<{ address: string; token: string }> {
  await goTo(page, "Live");
  const door = page.getByRole("region", { name: "Network door" });
  await door.getByRole("switch", { name: "Network door" }).press("Space");
  await door.getByRole("button", { name: "Show" }).press("Enter");
  await expect(door.getByText("Authorization=Bearer%20")).toBeVisible();
  const [address = "", token = ""] = await door.locator("dd code").allTextContents();
  return { address, token };
}

async function follow(target: Target, log: string): Promise<void> {
  const command = startCommand(target, ["follow", log, "--keep"]);
  expect(await command.end(), command.said()).toBe(0);
}

/** The Python that has the SDK, made ready; undefined where it cannot be had. */
async function findSdk(): Promise<string | undefined> {
  const { ensureEnvironment, findPython } = await import("../../../scripts/trainers/environments.mjs");
  const python = await findPython();
  return python === null ? undefined : ((await ensureEnvironment("opentelemetry", python)) ?? undefined);
}

const idOf = (record: unknown) =>
  (record as { trace_id?: string; comparison_id?: string }).trace_id ?? (record as { comparison_id: string }).comparison_id;
const idsOf = async (assay: Assay, file: string): Promise<string[]> => (await readRecords(assay, file)).map(idOf);

/** Ids of the file's whole lines: a killed writer leaves half a line, which is rejected. */
async function readWholeIds(log: string): Promise<string[]> {
  const lines = (await readFile(log, "utf8")).split("\n").slice(0, -1);
  return lines.flatMap((line) => {
    try {
      return [idOf(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
