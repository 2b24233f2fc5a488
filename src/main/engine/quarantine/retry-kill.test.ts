import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";

const record = (id: string) => `{"schema_version":1,"trace_id":"${id}","timestamp":1,"input":"","output":"","metrics":{"success":true}}`;
const ids = ["1", "2", "3", "4"];

/** A workspace with four lines in quarantine that the rules have allowed since. */
async function prepare(): Promise<string> {
  const path = await temporaryFolder();
  const workspace = await openTemporary({ path });
  const file = join(path, "rejected.jsonl");
  const good = record("0").replace('"timestamp"', '"engine_id":"e","timestamp"');
  await writeFile(file, [good, ...ids.map(record)].map((line) => `${line}\n`).join(""));
  await workspace.importFile(file, { kind: "auto", keepDuplicates: false });
  await workspace.close();
  await writeFile(join(path, "assay.config.json"), JSON.stringify({ version: "1", json_engine: { strict_validation: false } }));
  return path;
}

it.each([
  { point: "promised", records: 0 },
  // 60 % of four lines: two whole ones and a torn one.
  { point: "half appended", records: 2 },
  { point: "appended", records: 4 },
  { point: "marked", records: 4 },
])("killed when a retry is $point, each line is a record once or still in quarantine", async ({ point, records }) => {
  const path = await prepare();
  const child = spawn(process.execPath, [join(import.meta.dirname, "../testing/retry-and-die.child.ts"), path, point], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");

  const workspace = await openTemporary({ path });
  const written = async () => {
    const text = await readFile(join(path, "output", "events.jsonl"), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).trace_id as string)
      .filter((id) => id !== "0");
  };
  const rejected = async () => {
    await workspace.quarantine.settle();
    return (await workspace.quarantine.list({ limit: 10 })).rows.map(({ text }) => JSON.parse(text).trace_id as string);
  };
  await workspace.settled();
  expect(await written()).toHaveLength(records);
  expect([...(await written()), ...(await rejected())].sort()).toEqual(ids);
  expect(await workspace.quarantine.retry({ scope: { all: true } })).toMatchObject({ accepted: ids.length - records, rejected: 0 });
  expect((await written()).sort()).toEqual(ids);
  expect(await rejected()).toEqual([]);
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
  await workspace.close();
  await rm(path, { recursive: true, force: true });
});
