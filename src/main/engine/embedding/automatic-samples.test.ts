import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { CurationLog } from "../curation/state/curation-log.ts";
import { Journal } from "../files/journal.ts";
import { SchemaValidator } from "../validator/schema-validator.ts";
import { AutomaticSamples } from "./automatic-samples.ts";

/** What a channel with the largest buffer may hand over at once, and more than the arguments of one call can be. */
const batchLines = 200_000;

it("takes a batch of any size", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-automatic-"));
  const curation = await CurationLog.open(join(folder, "curation.jsonl"));
  const { journal: dataset } = await Journal.open(join(folder, "training_samples.jsonl"));
  const samples = new AutomaticSamples({
    curation,
    dataset,
    validator: new SchemaValidator(),
    thresholds: { gold: 0.9, silver: 0.7, bronze: 0.5 },
    onDurable: () => {},
    onProblem: () => {},
    log: silentLog,
  });
  try {
    expect(() => samples.take(new Array<Uint8Array>(batchLines).fill(Buffer.from("{}\n")))).not.toThrow();
  } finally {
    samples.close();
    await samples.flush();
    await curation.events.close();
    await dataset.close();
    await rm(folder, { recursive: true });
  }
  expect(samples.created).toBe(0);
});
