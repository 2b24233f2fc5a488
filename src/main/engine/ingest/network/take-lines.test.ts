import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { AssayError } from "../../../../contract/index.ts";
import { openTemporary } from "../../testing/open-temporary.ts";
import type { Workspace } from "../../workspace/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openTemporary();
});
afterEach(async () => {
  workspace.gate.readOnly = null;
  await workspace.close();
  await rm(workspace.path, { recursive: true });
});

const line = (id: string) =>
  Buffer.from(
    `{"schema_version":1,"trace_id":"${id}","engine_id":"e","timestamp":1670000000,"input":"","output":"","metrics":{"success":true}}\n`,
  );
async function* body(...parts: Uint8Array[]) {
  yield* parts;
}
const { signal } = new AbortController();

it("a duplicate of a line that another body could not write is not called kept", async () => {
  workspace.gate.readOnly = new AssayError("disk_full", "The disk is full.");
  const send = () => workspace.takeLines(body(line("t-1")), { signal });
  const [first, second] = await Promise.all([send(), send()]);
  expect(first).toMatchObject({ accepted: 0, failure: { code: "disk_full" } });
  expect(second.failure).not.toBeNull();

  workspace.gate.readOnly = null;
  expect(await send()).toMatchObject({ accepted: 1, duplicates: 0, failure: null });
  expect(await send()).toMatchObject({ accepted: 0, duplicates: 1, failure: null });
});

it("counts what was kept before a body broke off", async () => {
  async function* broken() {
    yield Buffer.concat([line("t-1"), line("t-2")]);
    await new Promise((resolve) => setImmediate(resolve));
    throw new AssayError("cancelled", "gone");
  }
  const taken = await workspace.takeLines(broken(), { signal });
  expect(taken.failure).toMatchObject({ code: "cancelled" });
  const again = await workspace.takeLines(body(line("t-1"), line("t-2")), { signal });
  expect(again).toMatchObject({ duplicates: taken.accepted, accepted: 2 - taken.accepted, failure: null });
});
