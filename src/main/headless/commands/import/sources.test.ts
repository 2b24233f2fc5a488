import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listSources } from "./sources.ts";

it("the files of a folder share one list: a folder of 100 000 files has not 10 000 million neighbours", async () => {
  const folder = await mkdtemp(join(tmpdir(), "assay-sources-"));
  await mkdir(join(folder, "a"));
  for (const name of ["a/1.jsonl", "a/2.jsonl", "b.jsonl"]) await writeFile(join(folder, name), "");
  const [one, two, other] = await listSources([folder], "/");
  expect(two?.beside).toBe(one?.beside);
  expect(one?.beside.map(({ path }) => path)).toEqual([join(folder, "a/1.jsonl"), join(folder, "a/2.jsonl")]);
  expect(other?.beside.map(({ path }) => path)).toEqual([join(folder, "b.jsonl")]);
  await rm(folder, { recursive: true });
});
