import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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

it("keeps the order of short rows, which are gathered, and long ones", async () => {
  const file = open(join(folder, "rows.csv"));
  const lines: string[] = [];
  const add = (line: string) => {
    lines.push(line);
    return file.add([Buffer.from(line)]);
  };
  for (let i = 0; i < 3; i++) {
    void add(`short ${i}\n`);
    await add(`${String(i).repeat(70_000)}\n`);
    // More than is gathered.
    for (let j = 0; j < 100; j++) void add(`${j} ${"x".repeat(1000)}\n`);
  }
  await file.finish();
  expect(await readFile(file.path, "utf8")).toBe(lines.join(""));
  expect(doneBytes).toBe(lines.join("").length);
});

it("writes short rows together, from copies, so that their buffers may be used again at once", async () => {
  const file = open(join(folder, "rows.csv"));
  const reused = Buffer.from("1\n");
  await file.add([reused]);
  reused.write("2");
  await file.add([reused]);
  expect(await readdir(folder)).toEqual([]);
  await file.finish();
  expect(await readFile(file.path, "utf8")).toBe("1\n2\n");
});

it("makes the file of no rows", async () => {
  const file = open(join(folder, "rows.csv"));
  await file.add([Buffer.alloc(0)]);
  await file.finish();
  expect(await readFile(file.path, "utf8")).toBe("");
});

it("holds back nobody after a failure, which finish throws", async () => {
  const file = open(join(folder, "missing", "rows.csv"));
  for (let i = 1; i <= 4; i++) {
    await file.add([Buffer.alloc(10_000)]);
    expect(doneBytes).toBe(10_000 * i);
  }
  await expect(file.finish()).rejects.toMatchObject({ code: "not_found" });
});

it("tells of a failure to write short rows", async () => {
  const file = open(join(folder, "missing", "rows.csv"));
  await file.add([Buffer.from("row\n")]);
  await expect(file.finish()).rejects.toMatchObject({ code: "not_found" });
  expect(doneBytes).toBe(4);
});
