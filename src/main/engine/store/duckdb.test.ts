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

it("answers after questions that were cancelled at any moment, also while their snapshot begins or ends", async () => {
  const folder = await temporaryFolder();
  const db = await Database.open(join(folder, "index.duckdb"), { memoryLimitMb: 200, threads: 1, temporaryFolder: folder });
  /** Aborts at its first step, or at its end, some hundredths of a millisecond later. */
  const cancelSoon = (abort: AbortController, steps: number) =>
    setImmediate(() => {
      const untilMs = performance.now() + steps / 100;
      while (performance.now() < untilMs);
      abort.abort();
    });
  for (let tries = 0; tries < 1000; tries++) {
    const cancelled = new AbortController();
    const atEnd = tries % 2 === 1;
    if (!atEnd) cancelSoon(cancelled, (tries / 2) % 25);
    const asked = db.snapshot(async (read) => {
      await read("SELECT 1");
      if (atEnd) cancelSoon(cancelled, (tries / 2) % 25);
    }, cancelled.signal);
    await asked.catch((thrown: unknown) => expect(thrown).toMatchObject({ code: "cancelled" }));
    expect(await db.snapshot((read) => read("SELECT 1 AS one"))).toEqual([{ one: 1 }]);
  }
  await db.close();
});
