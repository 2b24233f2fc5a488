import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freshFolder } from "../testing/fresh-folder.ts";
import { listName, readModelList } from "./model-list.ts";

const folder = freshFolder("model-list");
const entry = (name: string, file: string) => ({
  name,
  file,
  size_bytes: 1,
  sha256: "0".repeat(64),
  format: "unknown",
  imported_at: 1,
});
const read = async (models: readonly object[]) => {
  await writeFile(join(folder(), listName), JSON.stringify({ version: 1, models }));
  return readModelList(folder(), { readOnly: true });
};

it("reads as many entries as a list can hold, in time that grows with their number", async () => {
  const many = Array.from({ length: 90_000 }, (_, i) => entry(`n${i}`, `f${i}`));
  expect((await read(many)).entries).toHaveLength(90_000);
});

it.each([
  ["name", entry("a", "g")],
  ["file", entry("b", "f")],
])("is damaged when two entries have one %s", async (_, other) => {
  expect(await read([entry("a", "f"), other])).toMatchObject({ entries: [], problem: expect.stringContaining("damaged") });
});

it("keeps nothing of an entry that the header of its file says", async () => {
  const { entries } = await read([{ ...entry("a", "f"), details: { title: "\u202Eevil" }, warnings: ["<b>"], extra: 1 }]);
  expect(entries).toEqual([
    {
      name: "a",
      file: "f",
      sizeBytes: 1,
      sha256: "0".repeat(64),
      format: "unknown",
      importedAtS: 1,
      details: {},
      engineId: null,
      warnings: [],
    },
  ]);
});
