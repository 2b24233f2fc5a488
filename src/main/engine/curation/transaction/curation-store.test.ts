import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AssayError } from "../../../../contract/index.ts";
import { silentLog } from "../../base/log.ts";
import { Journal } from "../../files/journal.ts";
import { sampleLine, TestWorkspace } from "../../testing/curation-workspace.ts";
import { EventSpool } from "../log/event-spool.ts";
import { CurationLog } from "../state/curation-log.ts";
import { CurationStore } from "./curation-store.ts";

let workspace: TestWorkspace;
let store: CurationStore;
let samples: Journal;
beforeEach(async () => {
  workspace = await TestWorkspace.make();
  const folder = join(workspace.folder, "other");
  samples = (await Journal.open(join(workspace.folder, "samples.jsonl"))).journal;
  store = await CurationStore.open({
    decisions: await CurationLog.open(`${folder}.jsonl`),
    samples,
    db: workspace.db,
    toolVersion: "0",
    actor: "tester",
    log: silentLog,
    onChange: () => {},
  });
});
afterEach(async () => {
  await store.close();
  await samples.close();
  await workspace.remove();
});

it("commits a spooled event that cannot be read back, and writes the dataset from the log later", async () => {
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
  Object.defineProperty(store.log.events, "partsOf", {
    configurable: true,
    value: () => {
      throw new AssayError("io", "The file cannot be read.");
    },
  });
  await store.exclusive(() => store.commitSpooled("generate", spool, { description: "generated 1 sample" }));
  await spool.close();
  Reflect.deleteProperty(store.log.events, "partsOf");
  await store.projections.flush();
  expect(await readFile(samples.path, "utf8")).toBe(`${line}\n`);
});
