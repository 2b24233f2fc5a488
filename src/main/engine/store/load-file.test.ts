import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LoadFile } from "./load-file.ts";

let folder: string;
let doneBytes: number;
const open = (path: string) =>
  new LoadFile(path, (bytes) => {
    doneBytes += bytes;
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-load-file-"));
  doneBytes = 0;
});
afterEach(() => rm(folder, { recursive: true }));

it("writes rows in the order they were added", async () => {
  const file = open(join(folder, "rows.csv"));
  void file.add([Buffer.from("a\n"), Buffer.from("b\n")]);
  await file.add([Buffer.from("c\n")]);
  await file.finish();
  expect(await readFile(file.path, "utf8")).toBe("a\nb\nc\n");
  expect(doneBytes).toBe(6);
});

it("holds back nobody after a failure, which finish throws", async () => {
  const file = open(join(folder, "missing", "rows.csv"));
  for (let i = 1; i <= 4; i++) {
    await file.add([Buffer.from("row\n")]);
    expect(doneBytes).toBe(4 * i);
  }
  await expect(file.finish()).rejects.toMatchObject({ code: "not_found" });
});
