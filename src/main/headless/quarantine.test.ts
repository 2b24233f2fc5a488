import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runAssay } from "./testing/run-assay.ts";

let folder: string;
let workspace: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-quarantine-"));
  workspace = join(folder, "w");
});
afterEach(() => rm(folder, { recursive: true }));

const assay = (...args: string[]) => runAssay([...args, "--workspace", workspace]);
const quarantine = async (...args: string[]) => {
  const { code, stdout } = await assay("quarantine", ...args, "--json");
  return { code, answer: JSON.parse(stdout) };
};
const good = '{"schema_version":1,"trace_id":"t","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}';

it("lists rejected lines by file and rule without writing, retries them by today's rules, and dismisses the rest", async () => {
  const path = join(folder, "in.jsonl");
  await writeFile(path, [good, good.replace('"engine_id":"e",', ""), good.replace('"e"', "5"), "no json", ""].join("\n"));
  expect((await assay("import", path)).code).toBe(1);
  const file = join(workspace, "output", "quarantine.jsonl");
  const before = await readFile(file, "utf8");
  const listed = await quarantine("list");
  expect(listed.code).toBe(0);
  expect(listed.answer).toMatchObject([
    { rule: "json", lines: 1, can_retry: 1 },
    { rule: "required /engine_id", lines: 1 },
    { rule: "type /engine_id", lines: 1 },
  ]);
  expect(await readFile(file, "utf8")).toBe(before);

  expect(await quarantine("retry", "--all")).toMatchObject({ code: 1, answer: { lines: 3, accepted: 0, rejected: 3 } });
  await writeFile(join(workspace, "assay.config.json"), '{"version":"1","json_engine":{"strict_validation":false}}');
  const [{ file: name } = { file: "" }] = listed.answer as { file: string }[];
  expect(await quarantine("retry", "--file", name, "--rule", "required /engine_id")).toMatchObject({ code: 0, answer: { accepted: 1 } });
  expect(await quarantine("retry", "--all")).toMatchObject({ code: 1, answer: { accepted: 1, rejected: 1, reasons: [{ rule: "json" }] } });
  expect((await assay("quarantine", "dismiss", "--file", "other.jsonl")).code).toBe(3);
  expect((await quarantine("dismiss", "--file", name)).answer).toEqual({ dismissed: 1 });
  expect((await quarantine("list")).answer).toEqual([]);
  expect((await assay("verify")).code).toBe(0);
});

it("refuses what names no lines, or lines where none are asked for", async () => {
  for (const args of [
    ["retry"],
    ["dismiss"],
    ["list", "--all"],
    ["purge"],
    ["retry", "--all", "--file", "x"],
    ["retry", "--rule", "r", "--all"],
  ])
    expect((await assay("quarantine", ...args)).code, args.join(" ")).toBe(2);
});
