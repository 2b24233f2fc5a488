import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import type { WriteGate } from "../files/journal.ts";
import { cap, folder, left, listed, openStore, root, sha256, source } from "../testing/model-store.ts";
import { needs } from "../testing/needs.ts";

describe("saving a model", () => {
  it("leaves the folder alone while another process owns the workspace", async () => {
    const gate: WriteGate = { readOnly: null };
    const store = await openStore({ gate });
    const kept = await store.saveModel(await source("kept.gguf", "GGUF kept"));
    const before = await left();
    gate.readOnly = new AssayError("in_use", "Process 1 has this workspace open.");
    await expect(store.saveModel(await source("new.gguf", "GGUF new"))).rejects.toBe(gate.readOnly);
    await expect(store.remove(kept.name)).rejects.toBe(gate.readOnly);
    expect(await left()).toEqual(before);
    expect((await listed()).models).toHaveLength(1);
    gate.readOnly = null;
    await store.remove(kept.name);
    expect(store.list()).toEqual([]);
  });

  it("stores its bytes, and lists name, size, hash, format and time, in memory and on disk", async () => {
    const content = Buffer.concat([Buffer.from("GGUF"), randomBytes(2 * 1024 * 1024 + 17)]);
    const store = await openStore();
    const seen: number[] = [];
    const before = Math.floor(Date.now() / 1000);
    const entry = await store.saveModel(await source("llama.gguf", content), { onProgress: (written, total) => seen.push(written, total) });
    expect(entry).toEqual({
      name: "llama.gguf",
      file: "llama.gguf",
      sizeBytes: content.length,
      sha256: sha256(content),
      format: "gguf",
      importedAtS: expect.any(Number),
      details: {},
      engineId: null,
      warnings: [],
    });
    expect(entry.importedAtS).toBeGreaterThanOrEqual(before);
    expect(store.list()).toEqual([entry]);
    expect((await readFile(join(folder, "llama.gguf"))).equals(content)).toBe(true);
    expect(await listed()).toEqual({
      version: 1,
      models: [
        {
          name: "llama.gguf",
          file: "llama.gguf",
          size_bytes: content.length,
          sha256: sha256(content),
          format: "gguf",
          imported_at: entry.importedAtS,
        },
      ],
    });
    expect(seen).toEqual([1048576, content.length, 2097152, content.length, content.length, content.length]);
    expect((await left()).toSorted()).toEqual(["llama.gguf", "models.json"]);
    expect((await openStore()).list()).toEqual([entry]);
  });

  it("accepts a file of exactly the cap, and refuses one byte more without leaving anything behind", async () => {
    const store = await openStore();
    await store.saveModel(await source("exact.bin", Buffer.alloc(cap, 7)));
    expect(await store.verify("exact.bin")).toEqual([{ name: "exact.bin", ok: true }]);
    const there = await left();
    const refused = store.saveModel(await source("over.bin", Buffer.alloc(cap + 1, 7)));
    await expect(refused).rejects.toMatchObject({ code: "over_limit" });
    const { message } = (await refused.catch((thrown) => thrown)) as Error;
    for (const words of [
      "over.bin",
      `${cap + 1} bytes (3.1 MB)`,
      `${cap} bytes (3.1 MB)`,
      "models.max_bytes",
      "assay.config.json",
      "JSON_ENGINE_MAX_MODEL_BYTES",
    ]) {
      expect(message).toContain(words);
    }
    expect(await left()).toEqual(there);
  });

  it("does not write a single byte of a file over the cap", async () => {
    const store = await openStore({ maxBytes: 10 });
    await expect(store.saveModel(await source("a.bin", "12345678901"))).rejects.toMatchObject({ code: "over_limit" });
    expect(await left()).toEqual([]);
    const larger = await openStore({ maxBytes: 11 });
    await larger.saveModel(join(root, "a.bin"));
    expect(larger.list()).toHaveLength(1);
  });

  it("accepts an empty file", async () => {
    const entry = await (await openStore()).saveModel(await source("empty", ""));
    expect(entry).toMatchObject({ sizeBytes: 0, sha256: sha256(""), format: "unknown" });
  });

  it("returns the existing entry for the same content, whatever its name, even when saved twice at once", async () => {
    const store = await openStore();
    const [a, b] = [await source("a.bin", "same"), await source("b.bin", "same")];
    const [first, second] = await Promise.all([store.saveModel(a), store.saveModel(b)]);
    expect(second).toEqual(first);
    expect(await store.saveModel(a, { name: "c.bin" })).toEqual(first);
    expect(store.list()).toHaveLength(1);
    expect(await left()).toHaveLength(2);
  });

  it("numbers different content of the same name, ignoring case", async () => {
    const store = await openStore();
    const names = [];
    for (const [i, name] of ["m.onnx", "m.onnx", "M.ONNX", "models.json"].entries())
      names.push((await store.saveModel(await source("x", `content ${i}`), { name })).name);
    expect(names).toEqual(["m.onnx", "m (2).onnx", "M (3).ONNX", "_models.json"]);
    expect((await store.verify()).every(({ ok }) => ok)).toBe(true);
  });

  it("keeps hostile names inside the folder", async () => {
    const store = await openStore();
    const path = await source("x", "content");
    expect((await store.saveModel(path, { name: "../../escaped.bin" })).file).toBe("escaped.bin");
    expect((await readdir(root)).toSorted()).toEqual(["models", "x"]);
  });
});

describe("a source that is not a model file, or does not stay one", () => {
  it.each([
    ["a folder", () => mkdir(join(root, "s")), "refused", "is a folder"],
    ["nothing", async () => {}, "not_found", "does not exist"],
    ["a link to nothing", () => symlink(join(root, "none"), join(root, "s")), "not_found", "does not exist"],
  ] as const)("%s", async (_name, make, code, says) => {
    const store = await openStore();
    await make();
    await expect(store.saveModel(join(root, "s"))).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
    expect(await left()).toEqual([]);
  });

  needs.posix.it("a device, and a pipe that nobody writes to", async () => {
    const store = await openStore();
    await expect(store.saveModel("/dev/zero")).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("not a regular file"),
    });
    const pipe = join(root, "pipe");
    await once(spawn("mkfifo", [pipe]), "exit");
    await expect(store.saveModel(pipe)).rejects.toMatchObject({ code: "refused" });
    expect(await left()).toEqual([]);
  });

  const megabyte = 1024 * 1024;
  it.each([
    [
      "becomes shorter",
      (path: string) => truncateSync(path, megabyte + 5),
      "refused",
      "became shorter (1048581 of 2097152 bytes were there)",
    ],
    ["grows past the cap", (path: string) => appendFileSync(path, Buffer.alloc(2 * megabyte)), "over_limit", "grew past 3145728 bytes"],
    ["grows within the cap", (path: string) => appendFileSync(path, "x"), "refused", "grew while it was copied"],
    ["is overwritten", (path: string) => writeFileSync(path, Buffer.alloc(2 * megabyte, 1)), "refused", "while it was copied"],
  ])("%s while it is copied: nothing is left", async (_name, change, code, says) => {
    const store = await openStore();
    const path = await source("s.bin", Buffer.alloc(2 * megabyte));
    let changed = false;
    const onProgress = () => {
      if (!changed) change(path);
      changed = true;
    };
    await expect(store.saveModel(path, { onProgress })).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
    expect(await left()).toEqual([]);
    expect(store.list()).toEqual([]);
  });

  it("removed while it is copied: its bytes are still read to the end", async () => {
    const content = randomBytes(2 * megabyte);
    const path = await source("s.bin", content);
    const entry = await (await openStore()).saveModel(path, { onProgress: () => void rm(path, { force: true }) });
    expect(entry.sha256).toBe(sha256(content));
  });
});

describe("an import that does not finish", () => {
  it("leaves nothing when cancelled", async () => {
    const store = await openStore();
    const stop = new AbortController();
    const saving = store.saveModel(await source("s.bin", Buffer.alloc(2 * 1024 * 1024)), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(saving).rejects.toMatchObject({ code: "cancelled" });
    expect(await left()).toEqual([]);
  });

  it("leaves nothing when the store is closed", async () => {
    const store = await openStore();
    const closed: Promise<void>[] = [];
    const saving = store.saveModel(await source("s.bin", Buffer.alloc(2 * 1024 * 1024)), {
      onProgress: () => void closed.push(store.close()),
    });
    await expect(saving).rejects.toMatchObject({ code: "cancelled" });
    await Promise.all(closed);
    expect(await left()).toEqual([]);
  });

  it("checks for free space before it writes, and names the sizes", async ({ skip }) => {
    const store = await openStore({ maxBytes: Number.MAX_SAFE_INTEGER });
    const path = await source("vast.bin", "");
    const file = await open(path, "r+");
    // A file with a hole: it says terabytes and takes none.
    const made = await file.truncate(15e12).then(
      () => true,
      () => false,
    );
    await file.close();
    skip(!made, "this file system makes no file with a hole of terabytes");
    await expect(store.saveModel(path)).rejects.toMatchObject({
      code: "disk_full",
      message: expect.stringMatching(/15000000000000 bytes \(15\.0 TB\).* free; nothing was stored/),
    });
    expect(await left()).toEqual([]);
  });

  const child = fileURLToPath(new URL("../testing/save-model.child.ts", import.meta.url));

  needs.posix.it("leaves nothing when a write fails", async () => {
    // The shell's file size limit stands in for a disk that fills up; it needs no rights. Blocks of 512 bytes.
    const path = await source("big.bin", randomBytes(3 * 1024 * 1024));
    const shell = spawn("sh", ["-c", `ulimit -f 4096; trap "" XFSZ; exec "$0" "$@"`, process.execPath, child, folder, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said = (await shell.stdout.setEncoding("utf8").toArray()).join("");
    expect(said).toBe("copying\ncopying\nio\n");
    expect(await left()).toEqual([]);
  });

  it("is cleaned up at the next opening when killed", async () => {
    const path = await source("big.bin", Buffer.alloc(2 * 1024 * 1024));
    const process_ = spawn(process.execPath, [child, folder, path, "stop"], { stdio: ["ignore", "pipe", "inherit"] });
    await once(process_.stdout, "data");
    expect(await left()).toEqual([expect.stringMatching(/^\.incoming-.*\.tmp$/)]);
    const exit = once(process_, "exit");
    process_.kill("SIGKILL");
    await exit;
    const store = await openStore();
    expect(store.list()).toEqual([]);
    expect(store.problems).toEqual([]);
    expect(await left()).toEqual([]);
  });
});
