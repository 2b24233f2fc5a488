import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AssayError } from "../../../contract/index.ts";
import type { Gate } from "../files/journal.ts";
import { silentLog } from "../log.ts";
import { ModelStore, type ModelStoreOptions } from "./model-store.ts";

const cap = 3 * 1024 * 1024;
let root = "";
let folder = "";
let stores: ModelStore[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-models-"));
  folder = join(root, "models");
});
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await rm(root, { recursive: true, force: true });
});

async function openStore(more: Partial<ModelStoreOptions> = {}): Promise<ModelStore> {
  const store = await ModelStore.open({ folder, maxBytes: cap, native: false, log: silentLog, ...more });
  stores.push(store);
  return store;
}

async function source(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(root, name);
  await writeFile(path, content);
  return path;
}

const sha256 = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");
const left = () => readdir(folder);
const listed = async () => JSON.parse(await readFile(join(folder, "models.json"), "utf8"));

describe("saving a model", () => {
  it("leaves the folder as it is while the workspace is another process's", async () => {
    const gate: Gate = { shut: null };
    const store = await openStore({ gate });
    const kept = await store.saveModel(await source("kept.gguf", "GGUF kept"));
    const before = await left();
    gate.shut = new AssayError("in_use", "Process 1 has this workspace open.");
    await expect(store.saveModel(await source("new.gguf", "GGUF new"))).rejects.toBe(gate.shut);
    await expect(store.remove(kept.name)).rejects.toBe(gate.shut);
    expect(await left()).toEqual(before);
    expect((await listed()).models).toHaveLength(1);
    gate.shut = null;
    await store.remove(kept.name);
    expect(store.list()).toEqual([]);
  });

  it("stores its bytes, and lists name, size, hash, format and time, here and on disk", async () => {
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

  it("takes exactly the cap, which verifies, and refuses one byte more with nothing left behind", async () => {
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

  it("writes not even a first byte of one over the cap", async () => {
    const store = await openStore({ maxBytes: 10 });
    await expect(store.saveModel(await source("a.bin", "12345678901"))).rejects.toMatchObject({ code: "over_limit" });
    expect(await left()).toEqual([]);
    store.configure({ maxBytes: 11, native: false });
    await store.saveModel(join(root, "a.bin"));
    expect(store.list()).toHaveLength(1);
  });

  it("takes an empty file", async () => {
    const entry = await (await openStore()).saveModel(await source("empty", ""));
    expect(entry).toMatchObject({ sizeBytes: 0, sha256: sha256(""), format: "unknown" });
  });

  it("answers the same content with the entry it has, whatever its name, also twice at once", async () => {
    const store = await openStore();
    const [a, b] = [await source("a.bin", "same"), await source("b.bin", "same")];
    const [first, second] = await Promise.all([store.saveModel(a), store.saveModel(b)]);
    expect(second).toEqual(first);
    expect(await store.saveModel(a, { name: "c.bin" })).toEqual(first);
    expect(store.list()).toHaveLength(1);
    expect(await left()).toHaveLength(2);
  });

  it("gives another content of the same name a number, letter case ignored", async () => {
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

describe("a source that is no model file, or does not stay one", () => {
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

  it.skipIf(process.platform === "win32")("a device, and a pipe that nobody writes to", async () => {
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

describe("an import that does not come to its end", () => {
  it("is cancelled: nothing is left", async () => {
    const store = await openStore();
    const stop = new AbortController();
    const saving = store.saveModel(await source("s.bin", Buffer.alloc(2 * 1024 * 1024)), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(saving).rejects.toMatchObject({ code: "cancelled" });
    expect(await left()).toEqual([]);
  });

  it("is cut off by closing: nothing is left", async () => {
    const store = await openStore();
    const closed: Promise<void>[] = [];
    const saving = store.saveModel(await source("s.bin", Buffer.alloc(2 * 1024 * 1024)), {
      onProgress: () => void closed.push(store.close()),
    });
    await expect(saving).rejects.toMatchObject({ code: "cancelled" });
    await Promise.all(closed);
    expect(await left()).toEqual([]);
  });

  it("finds too little room before it writes, named with sizes", async ({ skip }) => {
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

  const child = fileURLToPath(new URL("./save-model.child.ts", import.meta.url));

  it.skipIf(process.platform === "win32")("fails in the middle of writing: nothing is left", async () => {
    // The shell's file size limit stands in for a disk that fills up; it needs no rights. Blocks of 512 bytes.
    const path = await source("big.bin", randomBytes(3 * 1024 * 1024));
    const shell = spawn("sh", ["-c", `ulimit -f 4096; trap "" XFSZ; exec "$0" "$@"`, process.execPath, child, folder, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said = (await shell.stdout.setEncoding("utf8").toArray()).join("");
    expect(said).toBe("copying\ncopying\nio\n");
    expect(await left()).toEqual([]);
  });

  it("is killed: the next opening clears it away", async () => {
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

describe("what opening finds", () => {
  it("a file that is not listed is taken in, a link and a folder are not", async () => {
    await mkdir(join(folder, "sub"), { recursive: true });
    await writeFile(join(folder, "by-hand.gguf"), "GGUF by hand");
    await symlink(await source("secret", "s"), join(folder, "link"));
    const changes: string[] = [];
    const store = await openStore({ onChange: (what) => changes.push(what) });
    await store.adopted;
    expect(store.list()).toEqual([
      {
        name: "by-hand.gguf",
        file: "by-hand.gguf",
        sizeBytes: 12,
        sha256: sha256("GGUF by hand"),
        format: "gguf",
        importedAtS: expect.any(Number),
      },
    ]);
    expect(changes).toEqual(["list"]);
    expect((await listed()).models).toHaveLength(1);
  });

  it("an entry follows its renamed file", async () => {
    const entry = await (await openStore()).saveModel(await source("a.bin", "content"));
    await rename(join(folder, "a.bin"), join(folder, "b.bin"));
    const store = await openStore();
    expect(store.problems).toEqual([expect.stringContaining("a.bin) is missing")]);
    await store.adopted;
    expect(store.list()).toEqual([{ ...entry, file: "b.bin" }]);
    expect(store.problems).toEqual([]);
  });

  it("a missing file is reported, and mended by adding it again", async () => {
    const path = await source("a.bin", "content");
    const entry = await (await openStore()).saveModel(path);
    await rm(join(folder, "a.bin"));
    const store = await openStore();
    expect(store.problems).toEqual([expect.stringContaining("is missing")]);
    expect(await store.verify()).toEqual([{ name: "a.bin", ok: false, problem: expect.stringContaining("does not exist") }]);
    expect(await store.saveModel(path)).toEqual(entry);
    expect(store.problems).toEqual([]);
    expect(await store.verify()).toEqual([{ name: "a.bin", ok: true }]);
  });

  const good = { name: "a", file: "a", size_bytes: 1, sha256: "0".repeat(64), format: "gguf", imported_at: 1 };
  it.each([
    "",
    "{",
    "[]",
    '{"version":1}',
    '{"version":0,"models":[]}',
    JSON.stringify({ version: 1, models: [null] }),
    JSON.stringify({ version: 1, models: [good, good] }),
    ...[
      { file: "../../x" },
      { file: ".x" },
      { file: "a\0" },
      { size_bytes: -1 },
      { sha256: "zz" },
      { format: "exe" },
      { imported_at: "now" },
      { name: "" },
    ].map((odd) => JSON.stringify({ version: 1, models: [{ ...good, ...odd }] })),
  ])("a damaged list is set aside and made again: %s", async (text) => {
    await mkdir(folder);
    await writeFile(join(folder, "model.bin"), "content");
    await writeFile(join(folder, "models.json"), text);
    const store = await openStore();
    expect(store.problems).toEqual([expect.stringMatching(/models\.json was damaged.*models\.json\.damaged-\d+/)]);
    await store.adopted;
    expect(store.list()).toMatchObject([{ name: "model.bin", sha256: sha256("content") }]);
    const aside = (await left()).find((name) => name.includes("damaged"));
    expect(await readFile(join(folder, String(aside)), "utf8")).toBe(text);
    const again = await openStore();
    expect(again.problems).toEqual([]);
    expect(again.list()).toEqual(store.list());
  });

  it("a newer list is refused and left alone", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "models.json"), '{"version":2,"shelves":[]}');
    await expect(openStore()).rejects.toMatchObject({ code: "newer" });
    expect(await left()).toEqual(["models.json"]);
  });
});

describe("verifying, removing and loading", () => {
  it("says what has changed", async () => {
    const store = await openStore();
    for (const name of ["good", "flipped", "short"]) await store.saveModel(await source(name, `content of ${name}`));
    await writeFile(join(folder, "flipped"), "CONTENT of flipped");
    await writeFile(join(folder, "short"), "c");
    expect(await store.verify()).toEqual([
      { name: "good", ok: true },
      {
        name: "flipped",
        ok: false,
        problem: expect.stringContaining(`its SHA-256 is ${sha256("CONTENT of flipped")}; ${sha256("content of flipped")} was stored`),
      },
      { name: "short", ok: false, problem: expect.stringContaining("has 1 bytes; 16 were stored") },
    ]);
    await expect(store.verify("none")).rejects.toMatchObject({ code: "not_found", message: expect.stringContaining('"none"') });
    expect((await openStore()).problems).toEqual([expect.stringContaining("has 1 bytes instead of 16")]);
  });

  it("removes a model from disk and list, also one whose file is gone", async () => {
    const store = await openStore();
    for (const name of ["a", "b"]) await store.saveModel(await source(name, name));
    await rm(join(folder, "b"));
    await store.remove("a");
    await store.remove("b");
    await expect(store.remove("a")).rejects.toMatchObject({ code: "not_found" });
    expect(await left()).toEqual(["models.json"]);
    expect((await openStore()).list()).toEqual([]);
  });

  it("loads nothing while the native backend is off", async () => {
    const store = await openStore();
    await store.saveModel(await source("a", "a"));
    expect(await store.loadModel("a")).toBeNull();
    store.configure({ maxBytes: cap, native: true });
    await expect(store.loadModel("a")).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("no ONNX file") });
    await expect(store.loadModel("none")).rejects.toMatchObject({ code: "not_found" });
  });
});
