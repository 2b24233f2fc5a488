import { expect, it } from "vitest";
import { testDatabase } from "../testing/test-database.ts";
import { clearChannel } from "./check-journals.ts";

it("empties a table of more rows than a DELETE has memory for", async () => {
  await using test = await testDatabase();
  for (let i = 0; i < 10; i++)
    await test.db.write((run) =>
      run(
        `INSERT INTO executions (off, len, h0, h1, h2, engine_id, ts, success, latency_ms, quality)
         SELECT i, 100, (hash(i) % 4000000000)::UINTEGER, 1, 1, 'engine-' || i % 8, i, true, i * 0.37, 0.5 FROM range(100000) r(i)`,
      ),
    );
  await test.db.checkpoint();
  await test.db.limitMemory(24);
  await clearChannel(test.db, "events");
  await test.db.checkpoint();
  expect(await test.db.get("SELECT count(*) AS n FROM executions")).toEqual({ n: 0 });
});
