import { mkdtemp, open, realpath, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openForReading } from "./read-journal.ts";

const mib = 1024 * 1024;
let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "assay-read-journal-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("a giant without line ends is refused, and not read from its end to its beginning", async () => {
  const path = join(folder, "events.jsonl");
  await writeFile(path, "{}\n");
  await truncate(path, 300 * mib);
  await expect(openForReading(path)).rejects.toMatchObject({
    code: "refused",
    where: path,
    message: expect.stringContaining("has no line end in its last"),
  });
});

it("a giant that ends in a torn line is as long as its last whole line", async () => {
  const path = join(folder, "events.jsonl");
  const file = await open(path, "w");
  await file.write("\n{", 300 * mib);
  await file.close();
  expect(await openForReading(path)).toMatchObject({ durableBytes: 300 * mib + 1, tornBytes: 1 });
});
