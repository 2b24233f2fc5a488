import { appendFile } from "node:fs/promises";
import { expect, test } from "../fixtures.ts";
import { counter, figure, goTo, importFile, linesOf, numberIn, readRecords, realFile } from "./app.ts";
import { readDuration } from "./shown.ts";

interface Stats {
  engines: { engine_id: string; count: number; latency_ms: Record<string, number> }[];
}

test("a dropped file and what a service sends are taken: counters move, and every line is in the journal", async ({ assay }) => {
  const file = realFile("executions");
  const lines = await linesOf(file);
  await goTo(assay.page, "Live");
  await expect(counter(assay.page, "events", "Accepted")).toHaveText("0");

  const report = await importFile(assay, file);
  expect(await figure(report, "Lines")).toBe(lines);
  expect(await figure(report, "New")).toBe(lines);
  expect(await figure(report, "Rejected")).toBe(0);

  await goTo(assay.page, "Live");
  for (const label of ["Received", "Accepted", "Flushed", "In file"]) {
    await expect.poll(() => numberIn(counter(assay.page, "events", label)), label).toBe(lines);
  }
  expect(await readRecords(assay, "events.jsonl")).toHaveLength(lines);

  // The network door, by keyboard: what a service sends moves the same counters.
  const { page } = assay;
  const door = page.getByRole("region", { name: "Network door" });
  await door.getByRole("switch", { name: "Network door" }).press("Space");
  await door.getByRole("button", { name: "Show" }).press("Enter");
  const [address = "", token = ""] = await door.locator("dd code").allTextContents();
  await expect(door.getByText(`Authorization=Bearer%20${token}`)).toBeVisible();
  const record = {
    schema_version: 1,
    trace_id: "sent",
    engine_id: "service",
    timestamp: 1670000000,
    input: "",
    output: "",
    metrics: { success: true },
  };
  const answer = await fetch(`${address}/v1/records`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: `${JSON.stringify(record)}\n`,
  });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  await expect(
    door
      .getByRole("row", { name: /v1\/records/ })
      .getByRole("cell")
      .nth(2),
  ).toHaveText("1");
  await expect.poll(() => numberIn(counter(page, "events", "Accepted"))).toBe(lines + 1);
  await door.getByRole("switch", { name: "Network door" }).press("Space");
  await expect(door.getByText("Off. While it is on")).toBeVisible();
  await expect(fetch(address)).rejects.toThrow();
});

test("dropping the same file again adds nothing; a file that grows is followed until it is stopped", async ({ assay, workFile }) => {
  const file = realFile("comparisons");
  const lines = await linesOf(file);
  await importFile(assay, file);
  const before = await readRecords(assay, "comparisons.jsonl");
  const report = await importFile(assay, file);
  await expect.poll(() => figure(report, "Duplicate")).toBe(lines);
  expect(await figure(report, "New")).toBe(0);
  expect(await readRecords(assay, "comparisons.jsonl")).toEqual(before);

  // A real Electron runs as another user here, whose door this one's command line may not use.
  if (assay.host === "electron") return;
  const line = (id: string) =>
    `${JSON.stringify({ schema_version: 1, trace_id: id, engine_id: "e", timestamp: 1670000000, input: "", output: "", metrics: { success: true } })}\n`;
  const log = await workFile("growing.jsonl", line("f-1"));
  const cli = await assay.runCli(["follow", log, "--keep"]);
  expect(cli.code, cli.stderr).toBe(0);
  await goTo(assay.page, "Live");
  const row = () => assay.page.getByRole("row", { name: /growing\.jsonl/ });
  await expect(row().locator("[data-counter=accepted]")).toHaveText("1");
  await appendFile(log, `${line("f-2")}no json\n{"half`);
  await expect(row().locator("[data-counter=accepted]")).toHaveText("2");
  await expect(row().locator("[data-counter=rejected]")).toHaveText("1");
  await expect(row()).toContainText("6 B");
  // Whoever opens the workspace goes on where it was.
  await assay.restart();
  await goTo(assay.page, "Live");
  await appendFile(log, '":1}\n');
  await expect(row().locator("[data-counter=rejected]")).toHaveText("1");
  await assay.page.getByRole("button", { name: /^Stop following/ }).press("Enter");
  await expect(row()).toHaveCount(0);
});

test("rejected lines are shown by file and rule with their reason, kept, corrected by keyboard and become records", async ({
  assay,
  workFile,
}) => {
  const bad = await workFile(
    "bad.jsonl",
    '{"schema_version":1,"trace_id":"t-1","engine_id":"e","timestamp":1670000000000,"input":"","output":"","metrics":{"success":true}}\nnot json\n',
  );
  const report = await importFile(assay, bad);
  expect(await figure(report, "Rejected")).toBe(2);
  await goTo(assay.page, "Live");
  const { page } = assay;
  const expand = async (name: RegExp) => {
    await page.getByRole("button", { name }).focus();
    await page.keyboard.press("Enter");
  };
  await expand(/^1 bad\.jsonl .*JSON/);
  await expand(/bad\.jsonl:2/);
  await expect(page.getByRole("region", { name: "Rejected line" })).toHaveText("not json");
  await expect.poll(async () => (await readRecords(assay, "quarantine.jsonl")).length).toBe(2);

  await page.getByRole("button", { name: "Edit and retry" }).press("Enter");
  const editor = page.getByRole("textbox", { name: "Line" });
  await expect(editor).toBeFocused();
  const save = page.getByRole("button", { name: "Retry edited line" });
  await editor.fill('{"trace_id":"t-2"}');
  await expect(page.getByText("/engine_id is missing")).toBeVisible();
  await expect(save).toBeDisabled();
  await editor.fill(
    '{"schema_version":1,"trace_id":"t-2","engine_id":"e","timestamp":1670000000,"input":"","output":"","metrics":{"success":true}}',
  );
  await expect(save).toBeEnabled();
  await editor.press("ControlOrMeta+Enter");
  await expect(page.getByText("1 line is a record now.")).toBeVisible();
  await expect(page.getByText("1 rejected line, by file and rule")).toBeVisible();
  expect(await readRecords(assay, "events.jsonl")).toMatchObject([{ trace_id: "t-2" }]);

  // The groups are read again a moment after the count has changed.
  const dismiss = page.getByRole("button", { name: /^Dismiss bad\.jsonl/ });
  await expect(dismiss).toHaveCount(1);
  await dismiss.press("Enter");
  await expect(page.getByText("No rejected lines.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(page.getByText("1 rejected line, by file and rule")).toBeVisible();
});

test("the screen and the command line show the same percentiles", async ({ assay }) => {
  await importFile(assay, realFile("executions"));
  await goTo(assay.page, "Engines");
  const grid = assay.page.getByRole("grid");
  await expect(grid).toBeVisible();
  const headings = await grid.getByRole("columnheader").allInnerTexts();
  const shown: Record<string, string[]> = {};
  for (const row of await grid.getByRole("row").all()) {
    const name = row.getByRole("rowheader");
    if ((await name.count()) > 0)
      shown[((await name.getByRole("button").first().textContent()) ?? "").trim()] = await row.getByRole("gridcell").allInnerTexts();
  }
  await assay.stop();
  const cli = await assay.runCli(["stats", "--json"]);
  expect(cli.code, cli.stderr).toBe(0);
  const { engines } = JSON.parse(cli.stdout) as Stats;
  expect(engines.length).toBeGreaterThan(2);

  for (const engine of engines) {
    const cells = shown[engine.engine_id] ?? [];
    expect(cells.length, `cells of ${engine.engine_id}, one a column after the name`).toBe(headings.length - 1);
    const names = headings.slice(-cells.length).map((heading) => heading.trim());
    for (const key of ["min", "avg", "p50", "p95", "p99", "max"]) {
      const exact = engine.latency_ms[key];
      const text = cells[names.findIndex((name) => name.toLowerCase() === key)] ?? "";
      if (exact === undefined) expect(text.trim(), `${engine.engine_id} ${key}`).toBe("—");
      else {
        const { ms, stepMs } = readDuration(text);
        expect(Math.abs(ms - exact), `${engine.engine_id} ${key}: shown ${text}, exact ${exact}`).toBeLessThanOrEqual(stepMs / 2 + 1e-9);
      }
    }
  }
});
