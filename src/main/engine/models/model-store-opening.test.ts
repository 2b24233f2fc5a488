import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, left, listed, openStore, sha256, source } from "../testing/model-store.ts";

describe("opening a store", () => {
  it("takes in an unlisted file, but no link and no folder", async () => {
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
        details: {},
        engineId: null,
        warnings: [],
      },
    ]);
    expect(changes).toEqual(["list"]);
    expect((await listed()).models).toHaveLength(1);
  });

  it("leaves out an unlisted file while the cap is unknown", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "by-hand.gguf"), "GGUF by hand");
    const store = await openStore({ maxBytesFault: { code: "invalid_config", message: "The cap is no number." } });
    await store.adopted;
    expect(store.list()).toEqual([]);
    expect(store.problems).toEqual([expect.stringContaining("The cap is no number.")]);
    const later = await openStore();
    await later.adopted;
    expect(later.list()).toHaveLength(1);
  });

  it("lets an entry follow its renamed file", async () => {
    const entry = await (await openStore()).saveModel(await source("a.bin", "content"));
    await rename(join(folder, "a.bin"), join(folder, "b.bin"));
    const store = await openStore();
    expect(store.problems).toEqual([expect.stringContaining("a.bin) is missing")]);
    await store.adopted;
    expect(store.list()).toEqual([{ ...entry, file: "b.bin" }]);
    expect(store.problems).toEqual([]);
  });

  it("reports a missing file, which adding it again repairs", async () => {
    const path = await source("a.bin", "content");
    const entry = await (await openStore()).saveModel(path);
    await rm(join(folder, "a.bin"));
    const store = await openStore();
    expect(store.problems).toEqual([expect.stringContaining("is missing")]);
    expect(await store.verify()).toEqual([{ name: "a.bin", ok: false, problem: expect.stringContaining("does not exist") }]);
    expect(await store.saveModel(path)).toEqual(entry);
    expect(store.problems).toEqual([]);
    expect(await store.verify()).toEqual([{ name: "a.bin", ok: true, warnings: entry.warnings }]);
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

  it("refuses a newer list and leaves it alone", async () => {
    await mkdir(folder);
    await writeFile(join(folder, "models.json"), '{"version":2,"shelves":[]}');
    await expect(openStore()).rejects.toMatchObject({ code: "newer" });
    expect(await left()).toEqual(["models.json"]);
  });
});

describe("verifying, removing and loading", () => {
  it("reports what has changed", async () => {
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

  it("removes a model from disk and list, even when its file is gone", async () => {
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
    const native = await openStore({ native: true });
    await expect(native.loadModel("a")).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("no ONNX file") });
    await expect(native.loadModel("none")).rejects.toMatchObject({ code: "not_found" });
  });
});
