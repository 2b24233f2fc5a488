import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { hashLine, keyOfHash } from "../records/line-hash.ts";
import { openTemporary, partsOf, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { QueueKeys } from "./queue-keys.ts";
import type { QueueStore, StoredQueue } from "./queue-store.ts";

let digests = 0;
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  const createHmac = (...given: Parameters<typeof crypto.createHmac>) => {
    digests++;
    return crypto.createHmac(...given);
  };
  return { ...crypto, createHmac };
});

const lines = Array.from({ length: 40 }, (_, n) =>
  JSON.stringify({
    comparison_id: `c-${n}`,
    query: "?",
    candidates: ["a", "b"].map((engine_id) => ({ engine_id, output: engine_id, metrics: {} })),
  }),
);
const keys = lines.map((line) => keyOfHash(hashLine(line)));
const blind = { id: "q", name: "q", blind: true, repeats: 0.5, seed: randomBytes(32) } as unknown as StoredQueue;

let workspace: Workspace;
let open: () => QueueKeys;
beforeEach(async () => {
  workspace = await openTemporary();
  const path = join(await temporaryFolder(), "c.jsonl");
  await writeFile(path, `${lines.join("\n")}\n`);
  await workspace.importFile(path, { kind: "auto", keepDuplicates: false });
  await workspace.indexImports();
  const queues = { all: async () => new Map([blind, { ...blind, id: "seen", blind: false }].map((queue) => [queue.id, queue])) };
  open = () => new QueueKeys({ db: () => partsOf(workspace).index.db, queues: queues as unknown as QueueStore });
});
afterEach(() => workspace.close());

it("keys that a blind queue gave out are known again after a restart, each as the look that it was; a comparison's own key is none of them", async () => {
  const given = open();
  const looks = keys.slice(0, 20).flatMap((key) => [false, true].map((isSecond) => ({ queue: blind, key, isSecond })));
  const shown = looks.map((look) => given.issue(look));
  for (const resolving of [given, open()]) {
    const found = await resolving.resolve([...shown, ...keys, "no key", randomBytes(12).toString("hex")]);
    expect([...found.keys()].sort()).toEqual([...shown].sort());
    shown.forEach(
      (key, i) => void expect(found.get(key)).toMatchObject({ key: looks[i]?.key, isSecond: looks[i]?.isSecond, queue: { id: "q" } }),
    );
  }
});

it("a thousand comparisons of their own cost no digest, and a thousand keys from elsewhere hold nobody up", async () => {
  const resolving = open();
  digests = 0;
  expect(await resolving.resolve(keys)).toEqual(new Map());
  expect(digests).toBe(0);
  let most = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      digests = 0;
      await nextTurn();
      most = Math.max(most, digests);
    }
  })();
  expect(await resolving.resolve(Array.from({ length: 1000 }, () => randomBytes(12).toString("hex")))).toEqual(new Map());
  isOver = true;
  await watching;
  // Eight each.
  expect(most).toBeGreaterThan(100);
  expect(most).toBeLessThan(1000);
});
