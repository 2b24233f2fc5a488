import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ComparisonPage, Output, ProcedureName } from "../../../contract/index.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { OpenSession } from "./session.ts";

/** A merge as a screen does it: the other's log is granted, previewed and merged, all over the real session. */

const lines = ["c-1", "c-2"].map((id) =>
  JSON.stringify({
    comparison_id: id,
    query: id,
    candidates: ["a", "b"].map((engine) => ({ engine_id: engine, output: `${engine} of ${id}` })),
  }),
);
const keys = lines.map((line) => keyOfHash(hashLine(Buffer.from(line))));
let folder: string;
let session: OpenSession;

const answerOf = (name: ProcedureName, input: unknown) =>
  createDispatcher(session.handlers).call(name, input, new AbortController().signal);
async function call<N extends ProcedureName>(name: N, input: unknown): Promise<Output<N>> {
  const answer = await answerOf(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value as Output<N>;
}
/** What of the two comparisons is in conflict. */
const inConflict = async () => ((await call("comparisons.list", { filter: { conflict: true }, limit: 10 })) as ComparisonPage).total;

/** Opens a workspace with both comparisons, and decides as a person. */
async function open(at: string, person: string, winner: number): Promise<void> {
  await mkdir(join(at, "w", "output"), { recursive: true });
  await mkdir(join(at, "state"), { recursive: true });
  await writeFile(join(at, "w", "output", "comparisons.jsonl"), lines.map((line) => `${line}\n`).join(""));
  session = await openTestSession(at);
  await session.workspace.inSync();
  const by = { name: person, kind: "person" } as const;
  for (const comparison of keys) await session.workspace.curation.apply([{ type: "set_winner", comparison, position: winner }], by);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-merge-"));
  await open(join(folder, "theirs"), "Bob", 1);
  await session.close();
  await open(join(folder, "mine"), "Ada", 0);
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

it("previews another's log as often as asked, merges it as one step, and says how far people agree", async () => {
  const uploaded = join(folder, "mine", "upload");
  await copyFile(join(folder, "theirs", "w", "output", "curation.jsonl"), uploaded);
  const { id: grant } = await session.grant(uploaded, { name: "curation.jsonl", disposeAfterUse: true });
  for (const as of ["Bob", "Robert"])
    expect(await call("reviewers.previewMerge", { grant, as })).toMatchObject({
      events: { new: 2, known: 0 },
      conflicts: 2,
      isMerged: false,
    });
  expect(await call("reviewers.agreement", {})).toEqual({ pairs: [], conflicts: 0 });
  const report = await call("reviewers.merge", { grant });
  expect(report).toMatchObject({ events: { new: 2 }, reviewers: ["Bob"], conflicts: 2, isMerged: true });
  expect(existsSync(uploaded)).toBe(false);
  expect(await inConflict()).toBe(2);
  expect(await call("reviewers.agreement", {})).toMatchObject({
    pairs: [{ reviewers: ["Ada", "Bob"], n: 2, agreed: 0 }],
    conflicts: 2,
  });
  // A grant works once, and never for what was not chosen.
  for (const unknown of [grant, uploaded]) {
    expect(await answerOf("reviewers.previewMerge", { grant: unknown })).toMatchObject({ ok: false, error: { code: "not_found" } });
  }
  await call("curation.undo", {});
  expect(await inConflict()).toBe(0);
});

it("takes a workspace's folder, and refuses a file that changed since", async () => {
  const { id: grant } = session.grants.addFolder(join(folder, "theirs", "w"));
  expect(await call("reviewers.previewMerge", { grant })).toMatchObject({ events: { new: 2 } });
  const file = join(folder, "other.jsonl");
  await writeFile(file, "\n");
  const { id: changed } = await session.grant(file, { name: "other.jsonl" });
  await rm(file);
  await copyFile(join(folder, "theirs", "w", "output", "curation.jsonl"), `${file}.new`);
  await copyFile(`${file}.new`, file);
  expect(await answerOf("reviewers.merge", { grant: changed })).toMatchObject({ ok: false });
  expect(await inConflict()).toBe(0);
});
