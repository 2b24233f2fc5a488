import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { silentLog } from "../base/log.ts";
import { ModelStore, type ModelStoreOptions } from "../models/model-store.ts";

/** For tests: a folder for model stores, new for each test. Import it once in a test file. */
export const cap = 3 * 1024 * 1024;
export let root = "";
export let folder = "";
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

export async function openStore(more: Partial<ModelStoreOptions> = {}): Promise<ModelStore> {
  const store = await ModelStore.open({ folder, maxBytes: cap, native: false, log: silentLog, ...more });
  stores.push(store);
  return store;
}

export async function source(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(root, name);
  await writeFile(path, content);
  return path;
}

export const sha256 = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");
export const left = () => readdir(folder);
export const listed = async () => JSON.parse(await readFile(join(folder, "models.json"), "utf8"));
