import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import { silentLog } from "../base/log.ts";
import { Journal } from "../files/journal.ts";
import { sampleLine, TestWorkspace } from "../testing/curation-workspace.ts";
import { EventLog } from "./event-log.ts";
import { EventSpool } from "./event-spool.ts";
import { Keeper } from "./keeper.ts";

let workspace: TestWorkspace;
let keeper: Keeper;
let samples: Journal;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
  const folder = join(workspace.folder, "other");
  samples = (await Journal.open(join(workspace.folder, "samples.jsonl"))).journal;
  keeper = await Keeper.open({
    events: await EventLog.open(`${folder}.jsonl`),
    samples,
    db: workspace.db,
    toolVersion: "0",
    actor: "tester",
    log: silentLog,
    onChange: () => {},
  });
});
afterEach(async () => {
  await keeper.close();
  await samples.close();
  await workspace.remove();
});

it("commits a big event also when it cannot be read again at once, and then writes the dataset from the log", async () => {
  const line = sampleLine("s-1");
  const spool = await EventSpool.open<null>(join(workspace.folder, ".assay", "staging"));
  await spool.add(
    [
      {
        of: "sample",
        ref: randomUUID(),
        origin: "auto",
        created_at: 1,
        comparison: "0".repeat(24),
        position: 0,
        did: "generated",
        before: null,
        after: { line, copies: 1, edited: false },
      },
    ],
    null,
  );
  // Only while the event is committed, as when the file is moved away for a moment.
  Object.defineProperty(keeper.log, "partsOf", {
    configurable: true,
    value: () => {
      throw new AssayError("io", "The file cannot be read.");
    },
  });
  await keeper.turn(() => keeper.commitSpooled("generate", spool, { description: "generated 1 sample" }));
  await spool.close();
  Reflect.deleteProperty(keeper.log, "partsOf");
  await keeper.flush();
  expect(await readFile(samples.path, "utf8")).toBe(`${line}\n`);
});
