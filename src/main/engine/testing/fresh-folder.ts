import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";

/** Gives each test of the file an empty folder and removes it afterwards. @returns the path of the running test's. */
export function freshFolder(name: string): () => string {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), `assay-${name}-`));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
