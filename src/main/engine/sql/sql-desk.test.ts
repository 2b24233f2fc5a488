import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import type { Database } from "../store/duckdb.ts";
import { freshFolder } from "../testing/fresh-folder.ts";
import type { FromSqlProcess } from "./messages.ts";
import { SqlDesk } from "./sql-desk.ts";
import { setSqlProcessStarter } from "./start-process.ts";

const folder = freshFolder("sql-desk");

it("fails when its process ends between two messages, and waits for nobody", async () => {
  setSqlProcessStarter(() => {
    let say = (_: FromSqlProcess) => {};
    let exit = () => {};
    return {
      send(message) {
        if (!("copy" in message)) return;
        say({ copied: true });
        exit();
      },
      onMessage: (listener) => {
        say = listener;
      },
      onExit: (listener) => {
        exit = listener;
      },
      kill: () => {},
    };
  });
  const db = { path: "index", whileQuiet: (work: () => Promise<unknown>) => work() } as unknown as Database;
  const desk = new SqlDesk({
    db: () => db,
    importWorkerUrl: pathToFileURL("worker.ts"),
    stagingFolder: folder,
    inSync: async () => {},
  });
  await expect(desk.run({ sql: "SELECT 1" }, async () => [])).rejects.toMatchObject({ code: "over_limit" });
});
