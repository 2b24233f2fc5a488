import { execFileSync } from "node:child_process";
import { link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AssayError, type Input, maxDraftBytes, maxDrafts } from "../../../contract/index.ts";
import { silentLog } from "../base/log.ts";
import { draftFileName, encodeDraft, encodeFields } from "./draft-file.ts";
import { DraftStore } from "./draft-store.ts";

let root: string;
let folder: string;
let changes: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-drafts-"));
  folder = join(root, "drafts");
  changes = 0;
});
afterEach(() => rm(root, { recursive: true, force: true }));

const open = (now?: () => number) => new DraftStore({ folder, log: silentLog, onChange: () => changes++, ...(now && { now }) });
const sampleDraft = (target: string, output: string, more: Partial<Input<"drafts.put">> = {}): Input<"drafts.put"> => ({
  kind: "sample",
  target,
  editedAtMs: 1000,
  writer: "tab-a",
  fields: { output: { text: output, basedOn: "b" } },
  ...more,
});
const outputOf = async (store: DraftStore, target: string) => (await store.get({ kind: "sample", target }))?.fields.output?.text;

/** Drafts as they are on disk; kept one after the other, a thousand would take a thousand fsyncs. */
async function writeDrafts(count: number, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const { fields, ...head } = sampleDraft(`s-${i}`, text);
    const json = encodeFields(fields);
    await writeFile(join(folder, draftFileName(head)), encodeDraft({ ...head, sizeBytes: Buffer.byteLength(json) }, json));
  }
}

describe("drafts", () => {
  it("are there after the process, each by itself, whatever their size", async () => {
    const store = open();
    const texts = new Map([
      ["large", "x".repeat(319_000)],
      ["largest", "é".repeat(2_000_000)],
      ["odd", "\u0000\ud800\r\n\r\u2028\u202e"],
      ...Array.from({ length: 40 }, (_, i) => [`small-${i}`, `${i}`.padEnd(7000, "y")] as const),
    ]);
    await Promise.all([...texts].map(([target, text]) => store.put(sampleDraft(target, text))));
    const again = open();
    expect((await again.list()).drafts).toHaveLength(texts.size);
    for (const [target, text] of texts) expect((await outputOf(again, target)) === text, target).toBe(true);
    expect(changes).toBe(texts.size);
  });

  it("of another kind with the same target, and targets that look like paths, are drafts of their own inside the folder", async () => {
    const store = open();
    const targets = ["../../outside", "/etc/passwd", "a/b", ".", "C:\\x", "__proto__", "x\n{}"];
    for (const target of targets) await store.put(sampleDraft(target, `of ${target}`));
    await store.put({ kind: "note", target: "a/b", editedAtMs: 1, writer: "t", fields: { note: { text: "n", basedOn: "" } } });
    const again = open();
    expect(await again.list()).toMatchObject({ findings: [], drafts: { length: targets.length + 1 } });
    for (const target of targets) expect(await outputOf(again, target)).toBe(`of ${target}`);
    expect(await readdir(root)).toEqual(["drafts"]);
  });

  it("are kept for their owner alone, and nothing is made before the first", async () => {
    const store = open();
    await store.list();
    expect(await readdir(root)).toEqual([]);
    await store.put(sampleDraft("s", "text"));
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, draftFileName({ kind: "sample", target: "s" })))).mode & 0o777).toBe(0o600);
  });

  it("are merged by time: the later edit stays, and who was earlier is told; one writer always replaces its own", async () => {
    const store = open();
    await store.put(sampleDraft("s", "later", { editedAtMs: 2000, writer: "tab-b" }));
    expect(await store.put(sampleDraft("s", "earlier"))).toMatchObject({ kept: false, draft: { writer: "tab-b", editedAtMs: 2000 } });
    expect(await outputOf(store, "s")).toBe("later");
    expect(await store.put(sampleDraft("s", "own clock was set back", { editedAtMs: 1, writer: "tab-b" }))).toMatchObject({ kept: true });
    expect(await store.put(sampleDraft("s", "newest", { editedAtMs: 3000 }))).toMatchObject({ kept: true });
    expect(await outputOf(open(), "s")).toBe("newest");
  });

  it("are discarded by whom has seen them, not by whom has seen an older edit", async () => {
    const store = open();
    await store.put(sampleDraft("s", "later", { editedAtMs: 2000, writer: "tab-b" }));
    const id = { kind: "sample", target: "s" } as const;
    expect(await store.discard({ ...id, editedAtMs: 1000, writer: "tab-a" })).toEqual({ discarded: false });
    expect(await store.discard({ ...id, editedAtMs: 2000, writer: "tab-a" })).toEqual({ discarded: true });
    expect(await store.discard({ ...id, editedAtMs: 2000, writer: "tab-a" })).toEqual({ discarded: false });
    expect((await open().list()).drafts).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it("that are too large or too many are refused by name, and those that are there stay", async () => {
    await writeDrafts(maxDrafts - 1, "t");
    const store = open();
    await store.put(sampleDraft("s", "kept"));
    await expect(store.put(sampleDraft("s", "x".repeat(maxDraftBytes)))).rejects.toMatchObject({ code: "over_limit" });
    expect(await outputOf(store, "s")).toBe("kept");
    await expect(store.put(sampleDraft("one more", "t"))).rejects.toMatchObject({
      code: "over_limit",
      message: expect.stringContaining(`${maxDrafts} drafts`),
    });
    expect((await store.put(sampleDraft("s", "still editable", { editedAtMs: 5 }))).kept).toBe(true);
  });

  it("all together have a largest size, also after a restart", async () => {
    const text = "x".repeat(maxDraftBytes - 1000);
    await writeDrafts(41, text);
    await open().put(sampleDraft("the last", text));
    await expect(open().put(sampleDraft("over", text))).rejects.toMatchObject({
      code: "over_limit",
      message: expect.stringContaining("together"),
    });
  });

  it("dated in the future can be replaced", async () => {
    await open(() => 9e12).put(sampleDraft("s", "of the future", { editedAtMs: 9e12 }));
    const store = open(() => 5000);
    expect((await store.list()).drafts[0]?.editedAtMs).toBe(5000);
    expect((await store.put(sampleDraft("s", "of now", { editedAtMs: 5000 }))).kept).toBe(true);
  });

  it("whose write was cut off leave the one before", async () => {
    const store = open();
    await store.put(sampleDraft("s", "whole"));
    await writeFile(join(folder, ".0123456789ab.tmp"), "half of ano");
    const again = open();
    expect(await again.list()).toMatchObject({ findings: [], drafts: [{ target: "s" }] });
    expect(await readdir(folder)).toEqual([draftFileName({ kind: "sample", target: "s" })]);
  });

  it("are not written while the workspace is read-only", async () => {
    const gate = { readOnly: new AssayError("in_use", "The lock was lost.") };
    const store = new DraftStore({ folder, gate, log: silentLog, onChange: () => {} });
    await expect(store.put(sampleDraft("s", "t"))).rejects.toMatchObject({ code: "in_use" });
    expect(await readdir(root)).toEqual([]);
  });
});

describe("a stranger's drafts folder", () => {
  const name = draftFileName({ kind: "sample", target: "s" });
  const head = (more: object = {}) =>
    `${JSON.stringify({ format: 1, kind: "sample", target: "s", editedAtMs: 1, writer: "w", sizeBytes: 2, ...more })}\n`;
  const cases: [string, (path: string) => Promise<unknown>][] = [
    ["a link to a file", async (path) => symlink(await outside(), path)],
    ["a dangling link", (path) => symlink(join(root, "nowhere"), path)],
    ["a link to a folder", (path) => symlink(root, path)],
    ["a hard link", async (path) => link(await outside(), path)],
    ["a FIFO", async (path) => execFileSync("mkfifo", [path])],
    ["a folder", (path) => mkdir(path)],
    ["a sparse file of 20 GB", async (path) => writeFile(path, head()).then(() => truncate(path, 20 * 1024 ** 3))],
    ["an empty file", (path) => writeFile(path, "")],
    ["garbage", (path) => writeFile(path, Buffer.from([0, 255, 10, 13, 10]))],
    ["a first line without end", (path) => writeFile(path, `{"format":1${" ".repeat(100_000)}`)],
    ["a first line of another shape", (path) => writeFile(path, "[1]\n{}\n")],
    ["another kind", (path) => writeFile(path, `${head({ kind: "constructor" })}{}\n`)],
    ["a target that is no text", (path) => writeFile(path, `${head({ target: { toString: 1 } })}{}\n`)],
    ["another draft's name", (path) => writeFile(path, `${head({ target: "other" })}{}\n`)],
    ["a time that is none", (path) => writeFile(path, `${head({ editedAtMs: "1e9" })}{}\n`)],
  ];
  const secret = "not yours\n";
  const outside = async () => {
    await writeFile(join(root, "outside"), `${head()}{"output":{"text":"stolen","basedOn":""}}\n${secret}`);
    return join(root, "outside");
  };

  it.each(cases)("with %s in a draft's place: a finding, no draft, and the place can be taken", async (_, make) => {
    await mkdir(folder);
    await make(join(folder, name));
    const store = open();
    const { drafts, findings } = await store.list();
    expect(drafts).toEqual([]);
    expect(findings).toEqual([expect.stringContaining("is not a draft")]);
    expect(await store.get({ kind: "sample", target: "s" })).toBeNull();
    const there = await readFile(join(root, "outside"), "utf8").catch(() => null);
    const put = await store.put(sampleDraft("s", "mine")).catch((error: unknown) => error);
    if (put instanceof AssayError) expect(put.code).toBe("refused");
    else expect(await outputOf(open(), "s")).toBe("mine");
    expect(await readFile(join(root, "outside"), "utf8").catch(() => null)).toBe(there);
  });

  it("with a good first line and a broken second one has no text to give", async () => {
    await mkdir(folder);
    for (const second of ["", "{", "[]", '{"output":7}', '{"output":{"text":"t"}}']) {
      await writeFile(join(folder, name), `${head()}${second}`);
      expect(await open().get({ kind: "sample", target: "s" }), second).toBeNull();
    }
  });

  it("with foreign names, thousands of them: bounded findings", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "notes \u001b[31m.txt"), "");
    for (let i = 0; i < 100; i++) await writeFile(join(folder, `x-${i}`), "");
    const { findings } = await open().list();
    expect(findings).toHaveLength(21);
    expect(findings.join("\n")).not.toContain("\u001b");
    expect(findings.at(-1)).toContain("81 more files");
  });

  it("that is a link is not followed and not written through", async () => {
    await mkdir(join(root, "target"));
    await symlink(join(root, "target"), folder);
    const store = open();
    expect((await store.list()).findings).toEqual([expect.stringContaining("symbolic link")]);
    await expect(store.put(sampleDraft("s", "t"))).rejects.toMatchObject({ code: "refused" });
    expect(await readdir(join(root, "target"))).toEqual([]);
  });
});
