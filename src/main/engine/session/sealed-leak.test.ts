import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ComparisonDetail, ComparisonPage, CurationAnswer, ProcedureName, Queue } from "../../../contract/index.ts";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { OpenSession } from "./session.ts";

/** Every byte that a screen receives while somebody reviews in a blind queue, over the real session. Nothing in it tells who answered. */

const count = 20;
const record = (n: number) => ({
  comparison_id: `cmpsecret-${n}`,
  query: `question ${n}`,
  candidates: [0, 1, 2].map((position) => ({
    engine_id: `enginesecret-${"abc"[position]}`,
    output: `As enginesecret-${"abc"[position]}, made by OpenAI, answer ${n}.${position}`,
    metrics: { latency_ms: 48211.25 + position, quality_score: 0.8675309 - position / 10, output_tokens: 918273, cost_usd: 0.0314159 },
    messages: [{ role: "assistant", content: `turn ${n}.${position}`, model: "modelsecret", name: "namesecret" }],
  })),
  winner: { engine_id: "enginesecret-b", score: 0.9182736 },
  tags: ["tagsecret"],
  source: { dialect: "openai", file: "filesecret.jsonl" },
});
const lines = Array.from({ length: count }, (_, n) => JSON.stringify(record(n)));
const keys = lines.map((line) => keyOfHash(hashLine(Buffer.from(line))));
const secrets = {
  id: "cmpsecret",
  engine: "enginesecret",
  latency: "48211",
  quality: "0.8675309",
  tokens: "918273",
  cost: "0.0314159",
  score: "0.9182736",
  tag: "tagsecret",
  file: "filesecret",
  speaker: "namesecret",
  model: "modelsecret",
  vendor: "OpenAI",
};

let folder: string;
let session: OpenSession;
let received: string[];
let queue: Queue;

async function call<T>(name: ProcedureName, input: unknown): Promise<T> {
  const answer = await createDispatcher(session.handlers).call(name, input, new AbortController().signal);
  const isOfAgent = (one: unknown) => (one as { actor?: string } | null)?.actor === "bot";
  // What an agent did in the open names the comparison it did it to: it cannot be told which of the sealed ones that is.
  const open = answer.ok && Array.isArray(answer.value) ? { ...answer, value: answer.value.filter((one) => !isOfAgent(one)) } : answer;
  received.push(JSON.stringify(open));
  return (answer.ok ? answer.value : answer.error) as T;
}

/** What of the secrets is in some bytes, by name; keys of comparisons too. */
function leaksIn(bytes: string): string[] {
  const named = Object.entries(secrets).flatMap(([name, text]) => (bytes.includes(text) ? [name] : []));
  return keys.some((key) => bytes.includes(key)) ? [...named, "key"] : named;
}

const listed = () => call<ComparisonPage>("comparisons.list", { filter: {}, queue: queue.id, limit: 100 });
const get = (key: string) => call<ComparisonDetail>("comparisons.get", { key });
const apply = (key: string, ...actions: object[]) =>
  call<CurationAnswer>("curation.apply", { actions: actions.map((action) => ({ comparison: key, ...action })) });
const logged = async () =>
  (await readFile(join(folder, "w", "output", "curation.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-sealed-"));
  await mkdir(join(folder, "w", "output"), { recursive: true });
  await writeFile(join(folder, "w", "output", "comparisons.jsonl"), lines.map((line) => `${line}\n`).join(""));
  session = await openTestSession(folder);
  await session.workspace.inSync();
  received = [];
  queue = await call<Queue>("queues.create", { name: "mine", filter: {}, order: "random", blind: true, mask: true });
  session.subscribe("snapshot", (snapshot) => received.push(JSON.stringify(snapshot)));
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true, force: true });
});

describe("a blind queue", () => {
  it("sends nothing that tells who answered, until a person is done with the comparison", async () => {
    // An agent had a word before; it would bias as well.
    await session.workspace.curation.apply([{ type: "promote", comparison: keys[0] as string, position: 1, tier: "gold" }], {
      name: "bot",
      kind: "agent",
    });
    const { rows, total } = await listed();
    expect(total).toBe(count);
    const orders = new Set<string>();
    for (const { key } of rows) {
      const { candidates, query } = await get(key);
      orders.add(candidates.map(({ output }) => output.at(-1)).join(""));
      expect(candidates.map(({ tier }) => tier)).toEqual([null, null, null]);
      expect(query).toMatch(/^question \d+$/);
    }
    // Neither the order of the list nor that of the candidates is the file's.
    expect(orders.size).toBeGreaterThan(2);
    expect(rows.map(({ queryHead }) => queryHead)).not.toEqual(Array.from({ length: count }, (_, n) => `question ${n}`));
    const [first, second, third] = rows.map(({ key }) => key) as [string, string, string];
    expect((await apply(first, { type: "promote", position: 0, tier: "gold" })).description).toBe(
      "promoted candidate A of a sealed comparison to gold",
    );
    await apply(first, { type: "reject", position: 2 });
    await apply(first, { type: "set_winner", position: 1 });
    await apply(second, { type: "rank", groups: [[2], [0, 1]] }, { type: "flag", flagged: true });
    await apply(second, { type: "note", note: "my note" }, { type: "tags", tags: ["mine"] }, { type: "reasons", reasons: ["unsafe"] });
    await apply(third, { type: "both_bad" });
    await apply(third, { type: "promote", position: 9, tier: "gold" });
    await apply(third, { type: "promote", position: 0, tier: "gold", output: "better" });
    expect(await get(first)).toMatchObject({
      sealed: true,
      outcome: "winner",
      winnerPosition: 1,
      candidates: [{ tier: "gold" }, {}, { rejected: true }],
    });
    expect(await get(second)).toMatchObject({ rank: [[2], [0, 1]], note: "my note", tags: ["mine"], flagged: true });
    const history = await call<{ eventId: string; comparisons: string[] }[]>("curation.history", { limit: 50 });
    await call("curation.undo", {});
    await call("curation.redo", {});
    await call("curation.undoEvent", { eventId: history.at(-2)?.eventId });
    await call("curation.undoEvent", { eventId: history.at(-2)?.eventId });
    await call("curation.undo", {});
    await call("curation.state", {});
    await call("curation.history", { limit: 50 });
    const own = history.filter(({ comparisons }) => !keys.includes(comparisons[0] ?? ""));
    expect(own.length).toBeGreaterThan(4);
    await call("queues.list", {});
    const all = ["comparisons", "candidates", "decisions"].map((table) => `SELECT to_json(t) FROM ${table} t`).join(" UNION ALL ");
    expect(await call("sql.run", { sql: all })).toMatchObject({ rows: [], sealed: count });
    await call("drafts.put", {
      kind: "note",
      target: second,
      editedAtMs: 1,
      writer: "w",
      fields: { note: { text: "typed", basedOn: "" } },
    });
    await call("drafts.list", {});
    await call("viewState.get", {});
    await call("live.snapshot", {});
    await call("dataset.report", {});
    await listed();
    await get("f".repeat(24));
    expect(leaksIn(received.join("\n"))).toEqual([]);
    // The dataset would tell which candidate was promoted: it has to wait.
    const samples = await call<{ rows: { origin: string }[] }>("samples.list", { filter: {}, limit: 50 });
    expect(samples.rows.filter(({ origin }) => origin === "person")).toHaveLength(1);
  });

  it("reveals what a person is done with, in the order in which it was shown, and catches up the dataset", async () => {
    const { rows } = await listed();
    const { key } = rows[4] as { key: string };
    const sealed = await get(key);
    await apply(key, { type: "promote", position: 2, tier: "silver" });
    await apply(key, { type: "rank", groups: [[2], [0], [1]] });
    const before = received.length;
    const answer = await apply(key, { type: "done", done: true });
    expect(answer.description).toMatch(/^finished cmpsecret-\d+$/);
    const open = await get(key);
    expect(open.candidates.map(({ output }) => output.slice(-4))).toEqual(sealed.candidates.map(({ output }) => output.slice(-4)));
    expect(open).toMatchObject({ key, done: true, rank: [[2], [0], [1]], recordedWinner: { engineId: "enginesecret-b" } });
    expect(open.sealed).toBeUndefined();
    expect(open.candidates[2]).toMatchObject({ tier: "silver", sampleRef: expect.stringMatching(/^s-/) });
    const [sample] = (await call<{ rows: { engineId: string }[] }>("samples.list", { filter: {}, limit: 9 })).rows;
    expect(JSON.stringify(sample)).toContain(open.candidates[2]?.engineId);
    const history = await call<{ description: string }[]>("curation.history", { limit: 9 });
    expect(history.at(-1)?.description).toBe(`promoted candidate C (${open.candidates[2]?.engineId}) of ${open.comparisonId} to silver`);
    // The same look finds each secret here: it is no blind look.
    await call("comparisons.list", { filter: {}, limit: 9 });
    await call("comparisons.get", { key: keys[0] });
    expect(leaksIn(received.slice(before).join("\n")).toSorted()).toEqual([...Object.keys(secrets), "key"].toSorted());
    // The log says where, in which order, and when it was revealed.
    const events = await logged();
    const shown = open.candidates.map(({ output }) => Number(output.at(-1)));
    expect(events.map(({ queue: id, shown: order }) => [id, order])).toEqual(events.map(() => [queue.id, shown]));
    expect(events.at(-1).changes.find(({ of }: { of: string }) => of === "review").after.done).toBe(true);
    // Undone, it is no secret any more.
    await call("curation.undo", {});
    expect((await get(key)).sealed).toBeUndefined();
    expect((await call<{ rows: unknown[] }>("samples.list", { filter: {}, limit: 9 })).rows).toEqual([]);
  });

  it("keeps keys, orders and what is sealed over a restart, and lists what was decided in it", async () => {
    const before = await listed();
    const { key } = before.rows[3] as { key: string };
    await apply(key, { type: "tie" });
    await session.close();
    session = await openTestSession(folder);
    await session.workspace.inSync();
    received = [];
    expect(await get(key)).toMatchObject({ sealed: true, outcome: "tie" });
    const after = await listed();
    expect(after.rows.map((row) => row.key)).toEqual(before.rows.map((row) => row.key));
    expect(after.rows[3]).toMatchObject({ outcome: "tie", reviewed: true });
    expect((await call<CurationAnswer>("curation.undo", {})).description).toBe("marked a sealed comparison as a tie");
    expect(leaksIn(received.join("\n"))).toEqual([]);
  });

  it("does not replace an earlier note unseen, and is in no order that tells", async () => {
    await session.workspace.curation.apply([{ type: "note", comparison: keys[7] as string, note: "enginesecret-a is best" }]);
    const { rows } = await listed();
    const row = rows.find(({ queryHead }) => queryHead === "question 7");
    expect(await apply(row?.key ?? "", { type: "note", note: "other" })).toMatchObject({ code: "refused" });
    expect((await get(row?.key ?? "")).note).toBe("");
    expect(await call("queues.create", { name: "bad", filter: {}, order: "margin", blind: true, mask: true })).toMatchObject({
      code: "invalid_argument",
    });
  });
});

it("an open queue is in its order, under the comparisons' own keys", async () => {
  queue = await call<Queue>("queues.create", { name: "open", filter: { text: "question 1" }, order: "margin", blind: false, mask: false });
  const { rows, total } = await listed();
  expect(total).toBe(11);
  expect(rows[0]).toMatchObject({ key: keys[1], comparisonId: "cmpsecret-1" });
  await call("queues.remove", { id: queue.id });
  expect(await listed()).toMatchObject({ code: "not_found" });
});
