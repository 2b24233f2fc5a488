import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";

/** The large data beside the checkout; tests that need it are skipped with words when it is not there. */
export const sharedData = resolve(import.meta.dirname, "../../../../../shared/data");
export const hasSharedData = existsSync(join(sharedData, "truth.json"));

/** Every JSONL file below `native`, in order. */
export async function nativeFiles(): Promise<string[]> {
  const root = join(sharedData, "native");
  const files = await readdir(root, { recursive: true });
  return files
    .filter((file) => file.endsWith(".jsonl"))
    .sort()
    .map((file) => join(root, file));
}
