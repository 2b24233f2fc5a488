import { randomBytes } from "node:crypto";
import { copyFileSync, truncateSync, writeFileSync } from "node:fs";
import { mkdir, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cloneIn } from "../files/clone-in.ts";
import { cap, folder, left, listed, openStore, sha256, source } from "../testing/model-store.ts";
import { copyModel } from "./copy-model.ts";

describe("content that is here already", () => {
  it("is not written a second time, and the answer names the model", async () => {
    const store = await openStore();
    const content = randomBytes(2 * 1024 * 1024 + 5);
    expect(await store.addModel(await source("a.bin", content))).toMatchObject({ outcome: "added", entry: { name: "a.bin" } });
    const before = await stat(join(folder, "a.bin"));
    const seen: string[][] = [];
    const onProgress = async () => void seen.push(await left());
    const again = await store.addModel(await source("b.bin", content), { onProgress });
    expect(again).toMatchObject({ outcome: "same", entry: { name: "a.bin" } });
    // Read, which takes a while and is shown, but nothing is written meanwhile.
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.flat()).not.toContainEqual(expect.stringContaining("incoming"));
    expect((await stat(join(folder, "a.bin"))).mtimeMs).toBe(before.mtimeMs);
    expect(await left()).toHaveLength(2);
  });

  it("of the same size but another somewhere in the middle is another model", async () => {
    const store = await openStore();
    const content = randomBytes(2 * 1024 * 1024);
    const other = Buffer.from(content);
    other[1_000_001] = (other[1_000_001] ?? 0) ^ 1;
    await store.addModel(await source("a.bin", content));
    expect(await store.addModel(await source("b.bin", other))).toMatchObject({
      outcome: "added",
      entry: { name: "b.bin", sha256: sha256(other) },
    });
    expect((await store.verify()).every(({ ok }) => ok)).toBe(true);
  });

  it("repairs a stored file that was cut short", async () => {
    const store = await openStore();
    const path = await source("a.bin", randomBytes(10_000));
    await store.addModel(path);
    truncateSync(join(folder, "a.bin"), 5000);
    expect(await store.addModel(path)).toMatchObject({ outcome: "repaired" });
    expect(await store.verify("a.bin")).toMatchObject([{ ok: true }]);
  });

  it("can be asked to stop while it is read", async () => {
    const store = await openStore();
    const content = randomBytes(2 * 1024 * 1024);
    await store.addModel(await source("a.bin", content));
    const stop = new AbortController();
    const adding = store.addModel(await source("b.bin", content), { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(adding).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("a model that is tied to an engine", () => {
  it("keeps the engine over reopening, repair and renaming of its file, until it is untied", async () => {
    const store = await openStore();
    const path = await source("a.bin", "content of a");
    await store.saveModel(path);
    await store.tie("a.bin", "gpt-x");
    expect((await listed()).models).toMatchObject([{ name: "a.bin", engine_id: "gpt-x" }]);
    await store.close();
    await rename(join(folder, "a.bin"), join(folder, "renamed.bin"));
    const again = await openStore();
    await again.adopted;
    expect(again.list()).toMatchObject([{ file: "renamed.bin", engineId: "gpt-x" }]);
    await rm(join(folder, "renamed.bin"));
    expect(await again.addModel(path)).toMatchObject({ outcome: "repaired", entry: { engineId: "gpt-x" } });
    await again.tie("a.bin", null);
    expect(Object.keys((await listed()).models[0])).not.toContain("engine_id");
    await expect(again.tie("none", "gpt-x")).rejects.toMatchObject({ code: "not_found" });
  });

  it.each([1, "", "x".repeat(513)])(
    "in a list that names it as %j, which no record can, is read again from the files",
    async (engineId) => {
      const store = await openStore();
      await store.saveModel(await source("a.bin", "content of a"));
      await store.close();
      const list = await listed();
      list.models[0].engine_id = engineId;
      await writeFile(join(folder, "models.json"), JSON.stringify(list));
      const again = await openStore();
      await again.adopted;
      expect(again.problems).toEqual([expect.stringContaining("was damaged")]);
      expect(again.list()).toMatchObject([{ name: "a.bin", engineId: null }]);
    },
  );
});

describe("a copy-on-write clone", () => {
  it("is a file of its own with the same bytes, or there is none where the file system cannot", async () => {
    await mkdir(folder);
    const content = randomBytes(100_000);
    const path = await source("a.bin", content);
    const target = join(await realpath(folder), "clone");
    const from = await open(path);
    const isClone = await cloneIn(from, path, target);
    await from.close();
    expect(await left()).toEqual(isClone ? ["clone"] : []);
    if (!isClone) return;
    await writeFile(path, "changed");
    expect((await readFile(target)).equals(content)).toBe(true);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
  });

  it("leaves alone what is there", async () => {
    await mkdir(folder);
    const target = join(await realpath(folder), "there");
    await writeFile(target, "mine");
    const path = await source("a.bin", "bytes");
    const from = await open(path);
    expect(await cloneIn(from, path, target)).toBe(false);
    await from.close();
    expect(await readFile(target, "utf8")).toBe("mine");
  });

  // A plain copy stands in for the file system's own: ext4 has none.
  const options = (onClone = () => {}) => ({
    name: "a.bin",
    maxBytes: cap,
    clone: async (_from: unknown, fromPath: string, target: string) => {
      copyFileSync(fromPath, target);
      onClone();
      return true;
    },
  });

  it("is hashed as it is stored, with progress", async () => {
    await mkdir(folder);
    const content = randomBytes(2 * 1024 * 1024);
    const target = join(await realpath(folder), "clone");
    const progress: number[] = [];
    const copied = await copyModel(await source("a.bin", content), target, { ...options(), onProgress: (bytes) => progress.push(bytes) });
    expect(copied).toEqual({ sizeBytes: content.length, sha256: sha256(content) });
    expect(progress).toEqual([1024 * 1024, content.length]);
  });

  it("of a file that is being written is refused, and nothing is left", async () => {
    await mkdir(folder);
    const path = await source("a.bin", "half of");
    const target = join(await realpath(folder), "clone");
    const copying = copyModel(
      path,
      target,
      options(() => writeFileSync(path, "half of it and the rest")),
    );
    await expect(copying).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("while it was copied") });
    expect(await left()).toEqual([]);
  });
});
