import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { QuarantineGroup } from "../../../contract/index.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { openTemporary } from "../testing/open-temporary.ts";
import { good, noEngine, noId, writeLinesFile } from "../testing/rejected-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";

let workspace: Workspace;
afterEach(() => workspace.close());

const importIn = (path: string) => workspace.importFile(path, { kind: "auto", keepDuplicates: false, name: path.split("/").at(-1) ?? "" });
const groups = async () => (await workspace.quarantine.groups({ limit: 100 })).rows;
const brief = ({ source, reason, lines }: QuarantineGroup) => `${source} ${reason} ${lines}`;
const briefs = async () => (await groups()).map(brief);
const list = async () => (await workspace.quarantine.list({ limit: 100 })).rows;
const counts = async () => {
  await groups();
  return workspace.quarantine.counts;
};
const executions = async () => (await workspace.stats({ successfulOnly: false, percentiles: [50] })).overall.count;
const inQuarantine = () => readFile(join(workspace.path, "output", "quarantine.jsonl"), "utf8");

async function reopen(): Promise<void> {
  const { path } = workspace;
  await workspace.close();
  workspace = await openTemporary({ path });
  await workspace.quarantine.settle();
}

/** Two files: 3 lines without an engine and one without an id; 2 lines without an engine. */
async function openWithRejected(): Promise<string> {
  workspace = await openTemporary();
  const path = await writeLinesFile("a.jsonl", [good("1"), noEngine("2"), noEngine("3"), noId, noEngine("4")]);
  await importIn(path);
  await importIn(await writeLinesFile("b.jsonl", [noEngine("5"), noEngine("6"), good("7")]));
  return path;
}

it("groups by file and rule, pages, and lists a group in the order of its file", async () => {
  await openWithRejected();
  expect(await briefs()).toEqual(["a.jsonl required /engine_id 3", "b.jsonl required /engine_id 2", "a.jsonl required /trace_id 1"]);
  const first = await workspace.quarantine.groups({ limit: 2 });
  expect([first.groups, first.total]).toEqual([3, 6]);
  const second = await workspace.quarantine.groups({ limit: 2, cursor: first.nextCursor ?? "" });
  expect(second.rows.map(brief)).toEqual(["a.jsonl required /trace_id 1"]);
  expect(second.nextCursor).toBeNull();
  const group = { source: "a.jsonl", reason: "required /engine_id" };
  const page = await workspace.quarantine.list({ group, limit: 2 });
  expect(page.rows.map(({ lineNumber }) => lineNumber)).toEqual([2, 3]);
  const rest = await workspace.quarantine.list({ group, limit: 2, cursor: page.nextCursor ?? "" });
  expect([rest.rows.map(({ lineNumber }) => lineNumber), rest.nextCursor, rest.total]).toEqual([[5], null, 3]);
  expect((await list()).map(({ source, lineNumber }) => `${source}:${lineNumber}`)[0]).toBe("b.jsonl:2");
  await expect(workspace.quarantine.list({ limit: 2, cursor: page.nextCursor ?? "" })).rejects.toMatchObject({ code: "invalid_argument" });
});

it("an edited line is checked first, becomes a record, leaves quarantine, and stays away after a restart and a rebuilt index", async () => {
  const path = await openWithRejected();
  const [{ offset } = { offset: -1 }] = (await list()).filter(({ lineNumber, source }) => lineNumber === 4 && source === "a.jsonl");
  const { text } = await workspace.quarantine.get(offset);
  expect(text).toBe(noId);
  expect(await workspace.quarantine.check(offset, text)).toMatchObject({ kinds: [], findings: [{ pointer: "/trace_id" }] });
  expect(await workspace.quarantine.check(offset, good("4a"))).toEqual({ kinds: ["engine_execution"], findings: [] });
  expect(await workspace.quarantine.retry({ scope: { offset }, text: noId })).toMatchObject({ accepted: 0, rejected: 1 });
  const retried = await Promise.all(
    [0, 1].map(() => workspace.quarantine.retry({ scope: { offset }, text: good("4a") }).catch((error) => error.code)),
  );
  // Two windows at once: the second finds it gone.
  expect(retried).toEqual([expect.objectContaining({ accepted: 1, rejected: 0 }), "not_found"]);
  await workspace.settled();
  expect(await executions()).toBe(3);
  await reopen();
  expect(await briefs()).toEqual(["a.jsonl required /engine_id 3", "b.jsonl required /engine_id 2"]);
  expect(await importIn(path)).toMatchObject({ accepted: 0, quarantined: 4, duplicates: 1 });
  expect((await counts()).total).toBe(5);
  expect(await workspace.verify({ repair: true })).toMatchObject({ ok: true });
});

it("retries a group: what the rules allow by now becomes records, what is there counts as duplicate, the rest says why", async () => {
  await openWithRejected();
  const strict = { scope: { all: true } as const };
  expect(await workspace.quarantine.retry(strict)).toMatchObject({
    lines: 6,
    accepted: 0,
    rejected: 6,
    reasons: [{ count: 5 }, { count: 1 }],
  });
  const config = { version: "1", json_engine: { strict_validation: false } };
  await writeFile(join(workspace.path, "assay.config.json"), JSON.stringify(config));
  await reopen();
  await workspace.collector.collectEngineExecution(noEngine("3"));
  expect(await workspace.quarantine.retry({ scope: { source: "c.jsonl" } })).toMatchObject({ lines: 0 });
  const group = { source: "a.jsonl", reason: "required /engine_id" };
  expect(await workspace.quarantine.retry({ scope: { group } })).toMatchObject({ lines: 3, accepted: 2, duplicates: 1, rejected: 0 });
  expect(await briefs()).toEqual(["b.jsonl required /engine_id 2", "a.jsonl required /trace_id 1"]);
  await workspace.settled();
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
});

it("dismisses a line and a group, takes it back by its mark, and does not quarantine dismissed lines again", async () => {
  const path = await openWithRejected();
  const group = { source: "a.jsonl", reason: "required /engine_id" };
  const dismissed = await workspace.quarantine.dismiss({ scope: { group } });
  expect(dismissed).toMatchObject({ lines: 3 });
  const [{ offset } = { offset: -1 }] = await list();
  expect(await workspace.quarantine.dismiss({ scope: { offset } })).toMatchObject({ lines: 1 });
  await expect(workspace.quarantine.dismiss({ scope: { offset } })).rejects.toMatchObject({ code: "not_found" });
  await importIn(path);
  await reopen();
  await importIn(path);
  expect(await counts()).toEqual({ total: 2, dismissed: 4, purged: 0 });
  expect(await workspace.quarantine.restore({ what: "dismissed", mark: dismissed.mark ?? -1 })).toEqual({ lines: 3 });
  expect(await workspace.quarantine.restore({ what: "dismissed" })).toEqual({ lines: 1 });
  expect(await counts()).toEqual({ total: 6, dismissed: 0, purged: 0 });
});

it("purges until closing: restored before, gone from disk after, and other lines keep what was decided about them", async () => {
  const path = await openWithRejected();
  await workspace.quarantine.dismiss({ scope: { group: { source: "b.jsonl", reason: "required /engine_id" } } });
  expect(await workspace.quarantine.purge()).toMatchObject({ lines: 6 });
  expect(await counts()).toEqual({ total: 0, dismissed: 0, purged: 6 });
  await importIn(path);
  expect((await counts()).total).toBe(0);
  expect(await workspace.quarantine.restore({ what: "purged" })).toEqual({ lines: 4 });
  expect(await counts()).toEqual({ total: 4, dismissed: 2, purged: 0 });
  await workspace.quarantine.purge();
  await importIn(await writeLinesFile("c.jsonl", [good("8"), noEngine("9"), noId]));
  const [newest] = await list();
  await workspace.quarantine.dismiss({ scope: { offset: newest?.offset ?? -1 } });
  await reopen();
  expect(await counts()).toEqual({ total: 1, dismissed: 1, purged: 0 });
  expect(await briefs()).toEqual(["c.jsonl required /engine_id 1"]);
  expect(await inQuarantine()).not.toContain('"source":"a.jsonl"');
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
  expect(await importIn(path)).toMatchObject({ quarantined: 4 });
  expect((await counts()).total).toBe(5);
});

it.each([true, false])(
  "after a crash within a retry a line is a record or in quarantine, never both (record written: %s)",
  async (written) => {
    await openWithRejected();
    const [{ offset } = { offset: -1 }] = await list();
    const { path } = workspace;
    await workspace.close();
    const keys = [["events", keyOfHash(hashLine(Buffer.from(good("5"))))]];
    const mark = { mark: "retrying", at_ms: 1, records: [{ line: offset, keys }] };
    await appendFile(join(path, "output", "quarantine.jsonl"), `${JSON.stringify(mark)}\n`);
    if (written) await appendFile(join(path, "output", "events.jsonl"), `${good("5")}\n`);
    workspace = await openTemporary({ path });
    await workspace.quarantine.settle();
    expect((await counts()).total).toBe(written ? 5 : 6);
    expect((await list()).some((entry) => entry.offset === offset)).toBe(!written);
    await reopen();
    expect((await counts()).total).toBe(written ? 5 : 6);
  },
);

it("a purge is still in force after a crash, and its lines can still be restored", async () => {
  await openWithRejected();
  const { path } = workspace;
  await workspace.close();
  await appendFile(join(path, "output", "quarantine.jsonl"), `${JSON.stringify({ mark: "purged", at_ms: 1, before: 1e9 })}\n`);
  workspace = await openTemporary({ path });
  expect(await counts()).toEqual({ total: 0, dismissed: 0, purged: 6 });
  expect(await workspace.quarantine.restore({ what: "purged" })).toEqual({ lines: 6 });
});

it("rejected rows of another tool's file go through its recipe again, or through another one", async () => {
  workspace = await openTemporary();
  const row = (i: number, model: unknown) =>
    JSON.stringify({ model, name: `n-${i}`, q: `question ${i}`, a: "answer", at: 1_700_000_000 + i, took: 12 });
  const path = await writeLinesFile("log.jsonl", [row(1, "m"), row(2, "m").replace('"took":12', '"took":"soon","ms":7'), row(3, "m")]);
  const mapping = {
    engine: { from: "model" },
    input: { from: "q" },
    output: { from: "a" },
    time: { from: "at" },
    success: { value: true },
    latency: { from: "took" },
  };
  const plan = { dialect: "custom", answers: {}, mapping };
  const report = await workspace.importFile(path, { kind: "auto", keepDuplicates: false, name: "log.jsonl", plan });
  expect(report).toMatchObject({ accepted: 2, quarantined: 1 });
  expect(await groups()).toMatchObject([{ source: "log.jsonl", lines: 1, canRetry: 1, dialect: "custom" }]);
  expect(await workspace.quarantine.retry({ scope: { all: true } })).toMatchObject({ accepted: 0, rejected: 1 });
  const better = { ...plan, mapping: { ...mapping, latency: { from: "ms" } } };
  expect(await workspace.quarantine.retry({ scope: { all: true }, plan: better })).toMatchObject({ accepted: 1, rejected: 0 });
  expect((await counts()).total).toBe(0);
  await workspace.settled();
  const events = await readFile(join(workspace.path, "output", "events.jsonl"), "utf8");
  expect(
    events
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .at(-1),
  ).toMatchObject({
    metrics: { latency_ms: 7 },
    source: { file: "log.jsonl", line: 2 },
  });
});

const asCustom = (engine: string) => ({
  dialect: "custom",
  answers: {},
  mapping: {
    engine: { from: engine },
    input: { from: "q" },
    output: { from: "a" },
    time: { from: "at" },
    success: { value: true },
    latency: { from: "took" },
  },
});
const slowRow = (i: number) => JSON.stringify({ model: "m", q: `q ${i}`, a: "a", at: 1_700_000_000 + i, took: i === 1 ? 12 : "soon" });
const importRows = async (name: string) => {
  const path = await writeLinesFile(name, [slowRow(1), slowRow(2), slowRow(3)]);
  await workspace.importFile(path, { kind: "auto", keepDuplicates: false, name, plan: asCustom("model") });
};

it("a line that fails again is listed and grouped by its new reason: after a restart, a rebuilt index and a purge of others, too", async () => {
  workspace = await openTemporary();
  await importRows("old.jsonl");
  await workspace.quarantine.purge();
  await importRows("log.jsonl");
  const [before] = await groups();
  const all = { all: true } as const;
  const [first, second] = await list();
  expect(await workspace.quarantine.retry({ scope: { offset: first?.offset ?? -1 }, plan: asCustom("who") })).toMatchObject({
    rejected: 1,
  });
  expect(await groups()).toMatchObject([{ lines: 1 }, { lines: 1 }]);
  expect(await workspace.quarantine.retry({ scope: { source: "log.jsonl" }, plan: asCustom("who") })).toMatchObject({
    lines: 2,
    rejected: 2,
  });
  const [after] = await groups();
  expect(await groups()).toHaveLength(1);
  expect(after).toMatchObject({ source: "log.jsonl", lines: 2, canRetry: 2 });
  expect(after?.reason).not.toBe(before?.reason);
  expect(after?.message).not.toBe(before?.message);

  const shown = async () => {
    const group = { source: "log.jsonl", reason: after?.reason ?? "" };
    const entries = (await workspace.quarantine.list({ group, limit: 10 })).rows;
    const whole = await workspace.quarantine.get(entries[0]?.offset ?? -1);
    return [...entries, whole.entry].map(({ lineNumber, findings }) => ({ lineNumber, message: findings[0]?.message }));
  };
  const now = [2, 3, 2].map((lineNumber) => ({ lineNumber, message: after?.message }));
  expect(await shown()).toEqual(now);

  // The same reasons again, and those of an edited text, are no news: nothing is written.
  const written = await inQuarantine();
  await workspace.quarantine.retry({ scope: all, plan: asCustom("who") });
  await workspace.quarantine.retry({ scope: { offset: second?.offset ?? -1 }, text: '{"model":"m"}' });
  expect(await inQuarantine()).toBe(written);

  await reopen();
  expect(await inQuarantine()).not.toContain('"source":"old.jsonl"');
  expect(await shown()).toEqual(now);
  const { path } = workspace;
  await workspace.close();
  await rm(join(path, ".assay"), { recursive: true });
  workspace = await openTemporary({ path });
  expect(await shown()).toEqual(now);
  expect(await workspace.verify({ repair: false })).toMatchObject({ ok: true });
  expect(await workspace.quarantine.dismiss({ scope: { group: { source: "log.jsonl", reason: after?.reason ?? "" } } })).toMatchObject({
    lines: 2,
  });
});

it("reasons of a mark that a crash tore, or that somebody made up, are not shown", async () => {
  await openWithRejected();
  const { path } = workspace;
  const known = await groups();
  const lines = (await list()).map(({ offset }) => offset);
  await workspace.close();
  const finding = { pointer: "", rule: "other", message: "Another reason." };
  const mark = (line: unknown, findings: unknown) => JSON.stringify({ mark: "rejected", at_ms: 1, lines: [{ line, findings }] });
  const made = [
    mark(lines[0], []),
    mark(lines[0], "no"),
    mark(lines[0], [{ ...finding, rule: 7 }]),
    mark(-1, [finding]),
    mark(1e9, [finding]),
  ];
  const torn = mark(lines[0], [finding]).slice(0, -3);
  await appendFile(join(path, "output", "quarantine.jsonl"), `${made.join("\n")}\n${torn}`);
  workspace = await openTemporary({ path });
  expect(await groups()).toEqual(known);
  await workspace.close();
  await appendFile(join(path, "output", "quarantine.jsonl"), `${mark(lines[0], [finding])}\n`);
  workspace = await openTemporary({ path });
  expect(await briefs()).toContain("b.jsonl other 1");
});
