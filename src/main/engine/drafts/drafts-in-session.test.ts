import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Input } from "../../../contract/index.ts";
import { openTestSession } from "../testing/open-test-session.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-drafts-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const sampleDraft = (target: string, output: string): Input<"drafts.put"> => ({
  kind: "sample",
  target,
  editedAtMs: 1000,
  writer: "tab-a",
  fields: { output: { text: output, basedOn: "b" } },
});

describe("in a session", () => {
  const signal = new AbortController().signal;

  it("drafts are in the workspace, not in .assay, and raise their revision", async () => {
    const session = await openTestSession(root);
    const before = session.snapshot().revisions.drafts;
    await session.handlers["drafts.put"](sampleDraft("s", "typed"), { signal });
    expect(session.snapshot().revisions.drafts).toBeGreaterThan(before);
    await session.close();
    await rm(join(root, "w", ".assay"), { recursive: true });
    const again = await openTestSession(root);
    expect(await again.handlers["drafts.get"]({ kind: "sample", target: "s" }, { signal })).toMatchObject({
      fields: { output: { text: "typed", basedOn: "b" } },
    });
    await again.close();
  });

  it("drafts of a workspace that another window has left are refused, and land in no other", async () => {
    const session = await openTestSession(root);
    const { workspacePath: workspace } = session.snapshot();
    await session.handlers["drafts.put"]({ ...sampleDraft("s", "typed"), workspace }, { signal });
    await session.switchTo(join(root, "other"));
    const late = { ...sampleDraft("s", "typed on"), workspace };
    await expect(session.handlers["drafts.put"](late, { signal })).rejects.toMatchObject({ code: "refused" });
    await expect(
      session.handlers["drafts.discard"]({ kind: "sample", target: "s", editedAtMs: 2, writer: "t", workspace }, { signal }),
    ).rejects.toMatchObject({ code: "refused" });
    expect((await session.handlers["drafts.list"]({}, { signal })).drafts).toEqual([]);
    await session.close();
  });

  it("drafts of an earlier version are taken over once, and then are no more in the view state", async () => {
    await mkdir(join(root, "w", ".assay"), { recursive: true });
    const path = join(root, "w", ".assay", "view-state.json");
    await writeFile(
      path,
      JSON.stringify({
        "app.view": "samples",
        "samples.drafts": { s: { input: "i", output: "o" }, odd: 7, "": { input: "", output: "" } },
        "comparisons.noteDrafts": { c: "a note" },
        "settings.draft": { "models.max_bytes": "5" },
      }),
    );
    let session = await openTestSession(root);
    const get = (input: Input<"drafts.get">) => session.handlers["drafts.get"](input, { signal });
    expect(await get({ kind: "sample", target: "s" })).toMatchObject({
      fields: { input: { text: "i" }, output: { text: "o", basedOn: "" } },
    });
    expect(await get({ kind: "note", target: "c" })).toMatchObject({ fields: { note: { text: "a note" } } });
    expect(await get({ kind: "settings", target: "config" })).toMatchObject({ fields: { form: { text: '{"models.max_bytes":"5"}' } } });
    expect(await session.handlers["viewState.get"]({}, { signal })).toEqual({ json: '{"app.view":"samples"}' });
    await session.handlers["drafts.discard"]({ kind: "note", target: "c", editedAtMs: Date.now(), writer: "t" }, { signal });
    await session.close();
    session = await openTestSession(root);
    expect(await get({ kind: "note", target: "c" })).toBeNull();
    await session.close();
  });

  it("tabs write only the keys of the view state that they changed", async () => {
    const session = await openTestSession(root);
    const set = (values: object) => session.handlers["viewState.set"]({ json: JSON.stringify(values) }, { signal });
    const values = async () => JSON.parse((await session.handlers["viewState.get"]({}, { signal })).json) as Record<string, unknown>;
    await Promise.all([set({ a: 1, shared: "first" }), set({ b: 2 }), set({ shared: "last" })]);
    expect(await values()).toEqual({ a: 1, b: 2, shared: "last" });
    await set({ large: "x".repeat(262_000) });
    expect(await values()).toEqual({ a: 1, b: 2, shared: "last", large: expect.any(String) });
    await set({ more: "y".repeat(1000) });
    expect(await values()).toEqual({ a: 1, b: 2, shared: "last", more: expect.any(String) });
    for (const json of ["{", "[]", "7", "null"]) {
      await expect(session.handlers["viewState.set"]({ json }, { signal })).rejects.toMatchObject({ code: "invalid_argument" });
    }
    await session.close();
  });

  it("garbage in the view state's place is as good as none; a pipe and a link are refused and named", async () => {
    await mkdir(join(root, "w", ".assay"), { recursive: true });
    const path = join(root, "w", ".assay", "view-state.json");
    await writeFile(join(root, "outside"), '{"a":1}');
    for (const make of [() => execFileSync("mkfifo", [path]), () => symlink(join(root, "outside"), path)]) {
      await make();
      await expect(openTestSession(root)).rejects.toMatchObject({ code: "refused", where: path });
      await rm(path);
    }
    expect(await readFile(join(root, "outside"), "utf8")).toBe('{"a":1}');
    await writeFile(path, "\u0000{");
    const session = await openTestSession(root);
    expect(await session.handlers["viewState.get"]({}, { signal })).toEqual({ json: "" });
    await session.handlers["viewState.set"]({ json: '{"b":2}' }, { signal });
    expect(await session.handlers["viewState.get"]({}, { signal })).toEqual({ json: '{"b":2}' });
    await session.close();
  });
});
