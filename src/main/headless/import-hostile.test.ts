import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runAssay } from "./testing/run-assay.ts";

/** Files that are not what they say, on the command line: whole rows come in, the rest is told, and nothing stays in the staging folder. */

let folder: string;
let workspace: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-hostile-files-"));
  workspace = join(folder, "w");
});
afterEach(() => rm(folder, { recursive: true }));

async function load(name: string, content: string | Uint8Array, ...options: string[]) {
  const path = join(folder, name);
  await writeFile(path, content);
  const { code, stdout, stderr } = await runAssay(["import", path, "--workspace", workspace, "--json", ...options]);
  const { totals, error } = JSON.parse(stdout);
  expect((await readdir(join(workspace, ".assay", "staging"))).filter((one) => one.startsWith("import-"))).toEqual([]);
  return { code, totals, error, stderr };
}

const record = (i: number) => ({
  schema_version: 1,
  trace_id: `t${i}`,
  engine_id: "e",
  timestamp: 1_700_000_000,
  input: "i",
  output: "o",
  metrics: { success: true },
});

it("a JSON array that is cut in the middle of a row", async () => {
  const whole = JSON.stringify([1, 2, 3].map(record), null, 2);
  const { code, totals } = await load("cut.json", whole.slice(0, -60));
  expect(totals).toEqual({ lines: 3, accepted: 2, quarantined: 1, duplicates: 0, blank: 0 });
  expect(code).toBe(1);
});

/** Imports a table whose engines are in the column m. */
async function loadTable(name: string, table: string) {
  const recipe = join(folder, "recipe.json");
  await writeFile(recipe, JSON.stringify({ dialect: "custom", answers: { timestamp: 1 }, mapping: { engine: { from: "m" } } }));
  return load(name, table, "--recipe", recipe);
}

it("a table with a field of 10 MB", async () => {
  const table = `m,text\na,short\nb,"${"x".repeat(10 * 1024 * 1024)}"\nc,short\n`;
  const { code, totals, error } = await loadTable("long.csv", table);
  expect(error).toMatchObject({ code: "over_limit", message: expect.stringContaining("a row of more than 8 MiB") });
  expect([code, totals.lines]).toEqual([8, 0]);
});

it.each([
  ["nothing behind its signature", Buffer.from("PAR1")],
  [
    "a footer that points beyond the file",
    Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100), Buffer.from("ffffff7f", "hex"), Buffer.from("PAR1")]),
  ],
  ["a footer of noise", Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(100, 0xa5), Buffer.from("64000000", "hex"), Buffer.from("PAR1")])],
])("a Parquet file with %s", async (_, bytes) => {
  const { code, totals, error } = await load("lie.parquet", bytes);
  expect(error).toMatchObject({ code: "damaged", where: join(folder, "lie.parquet") });
  expect(JSON.stringify(error)).not.toContain("staging");
  expect([code, totals.lines]).toEqual([7, 0]);
});

it.each([
  ["line ends of two kinds", "m,text\na,1\nb,2\r\n"],
  ["CRLF, then LF", `m,text\r\n${"a,1\r\n".repeat(30)}b,2\n`],
])("a table with %s is read", async (_, table) => {
  const { code, totals } = await loadTable("mixed.csv", table);
  expect({ code, quarantined: totals.quarantined }).toEqual({ code: 0, quarantined: 0 });
  expect(totals.accepted).toBeGreaterThan(0);
});

it("text behind a closing quote costs its row alone, and quarantine says where it is", async () => {
  const { code, totals } = await loadTable("odd.csv", 'm,text\na,"1" and 2\nb,3\n');
  expect({ code, accepted: totals.accepted, quarantined: totals.quarantined }).toEqual({ code: 1, accepted: 1, quarantined: 1 });
});
