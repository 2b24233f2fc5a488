import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ComparisonFilter, ComparisonPage, NewQueue, Queue } from "../../../contract/index.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { OpenSession } from "./session.ts";

/** Texts are searched in the journal and in curation.jsonl, over the real session. */

const far = "word ".repeat(8000);
const record = (id: string, query: string, ...outputs: string[]) =>
  JSON.stringify({ comparison_id: id, query, candidates: outputs.map((output, at) => ({ engine_id: `engine-${at}`, output })) });
const lines = [
  record("c-0", `${far}beyond the index`, "a", "b"),
  record("c-1", "short", "a", `${far}Cafe\u0301 closes`),
  record("c-2", "CAFÉ", "a", "b").replace("É", "\\u00C9"),
  record("secret-3", "plain", "I am Claude", "b"),
];

let folder: string;
let session: OpenSession;

async function call<T>(name: "comparisons.list" | "curation.apply" | "curation.undo" | "queues.create", input: unknown): Promise<T> {
  const answer = await createDispatcher(session.handlers).call(name, input, new AbortController().signal);
  return (answer.ok ? answer.value : answer.error) as T;
}
/** The comparisons that are found, page by page. */
async function found(filter: ComparisonFilter): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: ComparisonPage = await call("comparisons.list", { filter, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.rows.map(({ comparisonId }) => comparisonId));
    cursor = page.nextCursor;
    expect(page.total).toBeGreaterThanOrEqual(ids.length);
  }
  return ids;
}
async function findKey(id: string): Promise<string> {
  const { rows } = await call<ComparisonPage>("comparisons.list", { filter: {}, limit: 9 });
  return rows.find(({ comparisonId }) => comparisonId === id)?.key ?? "";
}
const note = async (id: string, text: string) =>
  call("curation.apply", { actions: [{ type: "note", comparison: await findKey(id), note: text }] });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-search-"));
  await mkdir(join(folder, "w", "output"), { recursive: true });
  await writeFile(join(folder, "w", "output", "comparisons.jsonl"), lines.map((line) => `${line}\n`).join(""));
  session = await openTestSession(folder);
  await session.workspace.inSync();
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

it("finds comparisons by all of their text, however it is written, within the filter", async () => {
  expect(await found({ text: "BEYOND the" })).toEqual(["c-0"]);
  expect(await found({ text: "café" })).toEqual(["c-1", "c-2"]);
  expect(await found({ text: "cafe\u0301", engines: ["engine-1"], reviewed: false })).toEqual(["c-1", "c-2"]);
  expect(await found({ text: "secret-3" })).toEqual(["secret-3"]);
  expect(await found({ text: "engine-1" })).toEqual([]);
  expect(await found({ text: "café", engines: ["nobody"] })).toEqual([]);
});

it("finds comparisons by the note as it is now, beside those with the text, also after a restart", async () => {
  await note("c-0", "ask Noël about the café");
  await note("c-1", "an old note");
  expect(await found({ text: "NOE\u0308L" })).toEqual(["c-0"]);
  expect(await found({ text: "café" })).toEqual(["c-0", "c-1", "c-2"]);
  expect(await found({ text: "old note" })).toEqual(["c-1"]);
  await note("c-1", "a new one");
  expect(await found({ text: "old note" })).toEqual([]);
  await call("curation.undo", {});
  await session.close();
  session = await openTestSession(folder);
  await session.workspace.inSync();
  expect(await found({ text: "old note" })).toEqual(["c-1"]);
});

it("lets only what a blind queue shows decide what is in it", async () => {
  await note("c-1", "a plain note");
  const total = async (text: string, more: Partial<NewQueue>) => {
    const queue = await call<Queue>("queues.create", { name: "q", filter: { text }, order: "random", blind: true, mask: true, ...more });
    return (await call<ComparisonPage>("comparisons.list", { filter: {}, queue: queue.id, limit: 9 })).total;
  };
  expect(await total("claude", {})).toBe(0);
  expect(await total("claude", { mask: false })).toBe(1);
  expect(await total("plain", {})).toBe(1);
  expect(await total("secret", {})).toBe(0);
  expect(await total("plain", { blind: false, mask: false })).toBe(2);
  expect(await total("secret", { blind: false, mask: false })).toBe(1);
});
