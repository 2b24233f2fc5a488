import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../testing/open-temporary.ts";
import { Database } from "./duckdb.ts";

it.each([1, 2])("runs a large statement with %i threads, and undoes the transaction of one that fails", async (threads) => {
  const folder = await temporaryFolder();
  const db = await Database.open(join(folder, "index.duckdb"), { memoryLimitMb: 200, threads, temporaryFolder: folder });
  const count = () => db.get("SELECT count(*) AS rows FROM numbers");
  await db.write((run) => run("CREATE TABLE numbers (i BIGINT)"));
  await db.write((run) => run("INSERT INTO numbers SELECT range FROM range(300000)", [], "large"));
  expect(await count()).toEqual({ rows: 300_000 });
  const failing = db.write(async (run) => {
    await run("DELETE FROM numbers");
    await run("INSERT INTO numbers SELECT CASE WHEN range = 250000 THEN error('no more') ELSE range END FROM range(300000)", [], "large");
  });
  await expect(failing).rejects.toMatchObject({ message: expect.stringContaining("no more") });
  await expect(db.write((run) => run("INSERT INTO nowhere VALUES (1)", [], "large"))).rejects.toMatchObject({ code: expect.any(String) });
  expect(await count()).toEqual({ rows: 300_000 });
  await db.close();
});
