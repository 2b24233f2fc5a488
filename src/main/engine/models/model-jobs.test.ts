import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ModelJob } from "../../../contract/index.ts";
import { silentLog } from "../base/log.ts";
import { ModelStore } from "./model-store.ts";

let root = "";
let folder = "";
let store: ModelStore;
/** Called on every change; a test waits on it instead of on time. */
let onChange: () => void = () => {};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-model-jobs-"));
  folder = join(root, "models");
  store = await ModelStore.open({ folder, maxBytes: 4 * 1024 * 1024, native: false, log: silentLog, onChange: () => onChange() });
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

async function source(name: string, content: Uint8Array | string): Promise<string> {
  await writeFile(join(root, name), content);
  return join(root, name);
}

const job = (id: string) => store.jobs().find((one) => one.id === id);
const until = (holds: () => boolean) =>
  new Promise<void>((resolve) => {
    onChange = () => {
      if (holds()) resolve();
    };
    onChange();
  });
const ended = (...ids: string[]) => until(() => ids.every((id) => !["waiting", "running"].includes(job(id)?.state ?? "")));

describe("model jobs", () => {
  it("copy one file after the other, and release each", async () => {
    const freed: string[] = [];
    const states: (ModelJob["state"] | undefined)[][] = [];
    const ids: string[] = [];
    for (const name of ["a.bin", "b.bin"]) {
      const path = await source(name, Buffer.alloc(3_000_000, name));
      ids.push(store.startImport(path, name, async () => void freed.push(name)));
    }
    const [a = "", b = ""] = ids;
    await until(() => {
      states.push([job(a)?.state, job(b)?.state]);
      return job(b)?.state === "done";
    });
    expect(states).not.toContainEqual(["running", "running"]);
    expect(states).toContainEqual(["done", "running"]);
    expect(store.jobs().map(({ id }) => id)).toEqual([b, a]);
    expect(job(a)).toEqual({
      id: a,
      name: "a.bin",
      sizeBytes: 3_000_000,
      writtenBytes: 3_000_000,
      state: "done",
      error: null,
      details: {},
      warnings: [expect.stringContaining("plain text")],
      kept: { name: "a.bin", outcome: "added" },
    });
    expect(freed).toEqual(["a.bin", "b.bin"]);
    expect(store.list().map(({ name }) => name)).toEqual(["a.bin", "b.bin"]);
    store.clearFinished();
    expect(store.jobs()).toEqual([]);
  });

  it("report why a file is refused, while others go on", async () => {
    const freed: string[] = [];
    const tooBig = store.startImport(
      await source("big.gguf", Buffer.alloc(4 * 1024 * 1024 + 1)),
      "big.gguf",
      async () => void freed.push("big"),
    );
    const missing = store.startImport(join(root, "none"), "../none");
    const fine = store.startImport(await source("fine", "fine"), "fine");
    await ended(tooBig, missing, fine);
    expect(job(tooBig)).toMatchObject({
      state: "failed",
      writtenBytes: 0,
      error: { code: "over_limit", message: expect.stringContaining("big.gguf is 4194305 bytes (4.2 MB)") },
    });
    expect(job(missing)).toMatchObject({ name: "none", state: "failed", error: { code: "not_found" } });
    expect(job(fine)).toMatchObject({ state: "done" });
    expect(freed).toEqual(["big"]);
    expect((await readdir(folder)).toSorted()).toEqual(["fine", "models.json"]);
  });

  it("are cancelled, running or waiting, without leaving anything behind", async () => {
    const freed: string[] = [];
    const running = store.startImport(await source("a", Buffer.alloc(4_000_000)), "a", async () => void freed.push("a"));
    const waiting = store.startImport(await source("b", "b"), "b", async () => void freed.push("b"));
    await until(() => job(running)?.state === "running");
    store.cancel(waiting);
    store.cancel(running);
    await ended(running, waiting);
    expect([job(running)?.state, job(waiting)?.state]).toEqual(["cancelled", "cancelled"]);
    expect(freed.toSorted()).toEqual(["a", "b"]);
    expect(await readdir(folder)).toEqual([]);
    store.cancel(running);
    expect(() => store.cancel("none")).toThrow("no such model import");
  });

  it("end with the store", async () => {
    const id = store.startImport(await source("a", Buffer.alloc(4_000_000)), "a");
    await store.close();
    expect(job(id)?.state).toBe("cancelled");
    expect(await readdir(folder)).toEqual([]);
    expect(() => store.startImport("x", "x")).toThrow("being closed");
  });
});
