import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { ModelStore } from "./model-store.ts";
import { saveModel } from "./write-model.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-write-model-"));
});
const openStore = (maxBytes = 10_000_000) => ModelStore.open({ folder, maxBytes, native: false, log: silentLog });
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const gguf = Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(3_000_000, 7)]);
async function* inPieces(bytes: Uint8Array, pieceBytes = 700_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

describe("a store", () => {
  it("stores a model from memory or in pieces, and lists size, hash and format", async () => {
    const store = await openStore();
    const whole = await store.saveModelBytes(gguf, { name: "a.gguf" });
    expect(whole).toMatchObject({ name: "a.gguf", sizeBytes: gguf.length, sha256: sha256(gguf), format: "gguf" });
    expect(await readFile(join(folder, whole.file))).toEqual(gguf);
    const other = Buffer.concat([gguf, Buffer.from("x")]);
    const progress: number[] = [];
    const pieces = await store.saveModelBytes(inPieces(other), {
      name: "../b.gguf",
      onProgress: (writtenBytes) => progress.push(writtenBytes),
    });
    expect(pieces).toMatchObject({ name: "b.gguf", sizeBytes: other.length, sha256: sha256(other) });
    expect(progress.at(-1)).toBe(other.length);
    // The same content is one model.
    expect(await store.saveModelBytes(inPieces(gguf), { name: "c.gguf" })).toEqual(whole);
    expect(store.list()).toHaveLength(2);
    await store.close();
  });

  it("refuses a model over the cap: before the first byte when the size is known, otherwise at the first byte too many", async () => {
    const store = await openStore(1_000_000);
    await expect(store.saveModelBytes(gguf, { name: "a.gguf" })).rejects.toMatchObject({ code: "over_limit" });
    let asked = 0;
    const source = (async function* () {
      for (;;) {
        asked++;
        yield new Uint8Array(300_000);
      }
    })();
    await expect(store.saveModelBytes(source, { name: "b", sizeBytes: 2_000_000 })).rejects.toMatchObject({ code: "over_limit" });
    expect(asked).toBe(0);
    await expect(store.saveModelBytes(source, { name: "b" })).rejects.toMatchObject({ code: "over_limit" });
    expect(asked).toBe(4);
    expect(await readdir(folder)).toEqual([]);
    await store.close();
  });

  it("leaves nothing of a source that fails, ends early or is cancelled", async () => {
    const store = await openStore();
    const failing = (async function* () {
      yield new Uint8Array(10);
      throw new Error("the network is gone");
    })();
    await expect(store.saveModelBytes(failing, { name: "a" })).rejects.toThrow("the network is gone");
    await expect(store.saveModelBytes(inPieces(new Uint8Array(10)), { name: "a", sizeBytes: 11 })).rejects.toMatchObject({
      code: "refused",
    });
    await expect(store.saveModelBytes(gguf, { name: "a", signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
    expect(await readdir(folder)).toEqual([]);
    await store.close();
  });
});

describe("saveModel to any path", () => {
  it("writes the whole file, and keeps the old one when it cannot", async () => {
    const path = join(folder, "m.bin");
    await writeFile(path, "old");
    await expect(saveModel(path, gguf, { maxBytes: 1000 })).rejects.toMatchObject({ code: "over_limit", where: "m.bin" });
    expect(await readFile(path, "utf8")).toBe("old");
    expect(await saveModel(path, gguf)).toEqual({ sizeBytes: gguf.length, sha256: sha256(gguf) });
    expect(await readFile(path)).toEqual(gguf);
    expect(await saveModel(path, inPieces(gguf))).toEqual({ sizeBytes: gguf.length, sha256: sha256(gguf) });
    expect(await readdir(folder)).toEqual(["m.bin"]);
  });

  it("names a folder in its place, and a missing folder", async () => {
    await mkdir(join(folder, "d"));
    await expect(saveModel(join(folder, "d"), gguf)).rejects.toMatchObject({ code: "refused" });
    await expect(saveModel(join(folder, "none", "m.bin"), gguf)).rejects.toMatchObject({ code: "not_found" });
    expect(await readdir(folder)).toEqual(["d"]);
  });
});
