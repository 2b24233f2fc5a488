import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Snapshot } from "../../../contract/index.ts";
import { openTestSession } from "../testing/open-test-session.ts";
import { createDispatcher } from "./dispatcher.ts";
import type { OpenSession } from "./session.ts";

/** "Follow a file" as a screen asks for it: with a grant, until somebody stops it. */

let folder: string;
let session: OpenSession;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-follow-"));
  session = await openTestSession(folder);
});
afterEach(async () => {
  await session.close();
  await rm(folder, { recursive: true });
});

const call = (name: "following.start" | "following.stop", input: unknown) =>
  createDispatcher(session.handlers).call(name, input, new AbortController().signal);
const line = (id: string) =>
  `{"schema_version":1,"trace_id":"${id}","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}\n`;

/** Resolves with the first snapshot that fits. */
function snapshotWith(fits: (snapshot: Snapshot) => boolean): Promise<Snapshot> {
  return new Promise((resolve) => {
    const stop = session.subscribe("snapshot", (snapshot) => {
      if (!fits(snapshot)) return;
      queueMicrotask(() => stop());
      resolve(snapshot);
    });
  });
}

it("a picked file is followed, also when the workspace is opened again, until it is stopped", async () => {
  const path = join(folder, "app.jsonl");
  await writeFile(path, line("a"));
  const { id } = await session.grant(path);
  const started = await call("following.start", { grants: [id], kind: "auto" });
  expect(started).toMatchObject({ ok: true });
  await snapshotWith(({ following }) => following[0]?.files[0]?.accepted === 1);
  await session.close();
  await appendFile(path, line("b"));
  session = await openTestSession(folder);
  const { following } = await snapshotWith(({ following: [one] }) => one?.files[0]?.accepted === 1 && one.files[0].state === "waiting");
  expect(following).toMatchObject([
    {
      name: "app.jsonl",
      as: "file",
      isKept: true,
      fileCount: 1,
      files: [{ state: "waiting", duplicates: 0, behindBytes: 0, problem: null }],
    },
  ]);
  expect(await call("following.stop", { id: following[0]?.id })).toEqual({ ok: true, value: {} });
  await snapshotWith((snapshot) => snapshot.following.length === 0);
  await session.close();
  session = await openTestSession(folder);
  expect(session.snapshot().following).toEqual([]);
});

it("an upload is refused, since nobody appends to a copy", async () => {
  const path = join(folder, "copy.jsonl");
  await writeFile(path, line("a"));
  const { id } = await session.grant(path, { disposeAfterUse: true });
  const answer = (await call("following.start", { grants: [id], kind: "auto" })) as { ok: false; error: { code: string; fix: string } };
  expect(answer).toMatchObject({ ok: false, error: { code: "refused", fix: expect.stringContaining("follow FILE --keep") } });
  expect(session.temporaryBytes()).toBe(0);
});
