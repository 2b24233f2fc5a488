import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ComparisonPage, GenerationPreview, ProcedureName, Queue } from "../../../contract/index.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { OpenSession } from "./session.ts";

/** Promotion of every undecided winner from a score on, over the real session. */

const lines = Array.from({ length: 6 }, (_, n) =>
  JSON.stringify({
    comparison_id: `c-${n}`,
    query: n < 3 ? `a refund, please ${n}` : `anything else ${n}`,
    candidates: ["a", "b"].map((engine) => ({ engine_id: engine, output: `${engine} answers ${n}` })),
    winner: { engine_id: "b", score: 0.95 },
  }),
);
const keys = lines.map((line) => keyOfHash(hashLine(Buffer.from(line))));

let folder: string;
let session: OpenSession;

async function call<T>(name: ProcedureName, input: unknown): Promise<T> {
  const answer = await createDispatcher(session.handlers).call(name, input, new AbortController().signal);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value as T;
}
const promote = { tier: "gold", minScore: 0.9 };
const samples = async () => {
  const { rows } = await call<{ rows: { ref: string; tier: string }[] }>("samples.list", { filter: {}, limit: 100 });
  return rows.map(({ ref, tier }) => `${keys.findIndex((key) => ref.includes(key))} ${tier}`).sort();
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-promotion-"));
  await mkdir(join(folder, "w", "output"), { recursive: true });
  await writeFile(join(folder, "w", "output", "comparisons.jsonl"), lines.map((line) => `${line}\n`).join(""));
  session = await openTestSession(folder);
  await session.workspace.inSync();
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

it("keeps to a filter with a text, which is searched in all of the text and in notes", async () => {
  await call("curation.apply", { actions: [{ type: "note", comparison: keys[4], note: "asked for a REFUND before" }] });
  await call("curation.apply", { actions: [{ type: "both_bad", comparison: keys[1] }] });
  const scope = { filter: { text: "refund" }, promote };
  const preview = await call<GenerationPreview>("curation.previewGeneration", scope);
  expect(preview).toMatchObject({ created: 3, changed: 0, removed: 0, leftOut: { decided: 1 } });
  expect(preview.examples.map(({ comparisonId }) => comparisonId)).toEqual(["c-0", "c-2"]);
  expect(await call("curation.generate", scope)).toMatchObject({ created: 3, description: expect.stringContaining("0.9 or more to gold") });
  expect(await samples()).toEqual(["0 gold", "2 gold", "4 gold"]);
  await call("curation.undo", {});
  expect(await samples()).toEqual([]);
});

it("leaves what is begun in a blind queue alone, and changes nothing that the queue shows", async () => {
  const queue = await call<Queue>("queues.create", { name: "mine", filter: {}, order: "random", blind: true, mask: false });
  const listed = () => call<ComparisonPage>("comparisons.list", { filter: {}, queue: queue.id, limit: 100 });
  const shown = async () => {
    const page = await listed();
    return [page, ...(await Promise.all(page.rows.map(({ key }) => call("comparisons.get", { key }))))];
  };
  const [first, second] = (await listed()).rows;
  const apply = (key: string | undefined, action: object) => call("curation.apply", { actions: [{ comparison: key, ...action }] });
  await apply(first?.key, { type: "promote", position: 0, tier: "bronze" });
  await apply(second?.key, { type: "tie" });
  const before = await shown();
  expect(await call("curation.generate", { promote })).toMatchObject({ created: 4, leftOut: { decided: 2 } });
  expect(await shown()).toEqual(before);
});
