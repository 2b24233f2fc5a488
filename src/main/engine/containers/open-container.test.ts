import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeZip } from "../testing/make-zip.ts";
import { JobTable } from "../workers/job.ts";
import { WorkerPool } from "../workers/worker-pool.ts";
import { DiskReserve, type ReadFree } from "./disk-reserve.ts";
import { type CopyTable, openContainer } from "./open-container.ts";
import { handleSplit, handleSplitTable, splitJob, splitTableJob } from "./split-job.ts";
import { Staging } from "./staging.ts";

/** Files that are made to do harm. */

let folder: string;
let staged: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-container-"));
  staged = join(folder, "staging");
});
afterEach(() => rm(folder, { recursive: true }));

const copyTable: CopyTable = async () => [];
/** Pieces in these tests are small enough for the calling thread. */
const pool = new WorkerPool(
  new URL("none.ts", import.meta.url),
  new JobTable().register(splitJob, handleSplit).register(splitTableJob, handleSplitTable),
);

async function open(bytes: Uint8Array, { table = copyTable, readFree }: { table?: CopyTable; readFree?: ReadFree } = {}) {
  const path = join(folder, "file");
  await writeFile(path, bytes);
  const staging = new Staging(staged, new DiskReserve(staged, readFree));
  const names: string[] = [];
  for await (const { name } of openContainer({ staging, pool, copyTable: table }, path, "file")) names.push(name);
  return names;
}

/** A disk that is nearly full when it is looked at again. */
const fillingDisk = () => {
  let free: number | null = null;
  return async () => {
    free = free === null ? 1000 : 99;
    return free;
  };
};

describe("a file that would fill the disk", () => {
  it("is not unpacked to its end, and what was unpacked is removed", async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024, "{}\n"));
    await expect(open(bomb, { readFree: fillingDisk() })).rejects.toMatchObject({ code: "disk_full", where: "file" });
    expect(await readdir(staged)).toEqual([]);
    expect(await open(bomb, { readFree: async () => null })).toEqual(["file"]);
  });

  it("as a table stops the reader of tables", async () => {
    const table: CopyTable = ({ signal }) =>
      new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Error("stopped")), { once: true }));
    // An empty line: not regular, so that this reader is asked.
    const opened = open(Buffer.from("a,b\n1,2\n\n3,4\n"), { table, readFree: fillingDisk() });
    await expect(opened).rejects.toMatchObject({ code: "disk_full", where: "file" });
    expect(await readdir(staged)).toEqual([]);
  });
});

describe("a zip archive", () => {
  it("gives its entries, the documents of a folder as one file", async () => {
    const names = ["a.jsonl", "s/1.json", "s/2.json", "t/1.json"];
    expect(await open(makeZip(names.map((name) => ({ name, text: '{"a":1}' }))))).toEqual([
      "file/a.jsonl",
      "file/s/*.json",
      "file/t/*.json",
    ]);
  });

  it.each(["a.jsonl", "s/a.json"])("with the broken entry %s says which, and leaves nothing", async (name) => {
    const text = '{"a":1}\n'.repeat(1000);
    const zip = makeZip([{ name, text, damage: (packed) => packed.fill(0xff, 4, 12) }]);
    await expect(open(zip)).rejects.toMatchObject({ code: "damaged", where: `file/${name}` });
    expect(await readdir(staged)).toEqual([]);
  });

  it.each(["../../evil.jsonl", "/etc/evil.jsonl", "C:\\evil.jsonl"])("with an entry named %s is refused", async (name) => {
    await expect(open(makeZip([{ name, text: "{}\n" }]))).rejects.toMatchObject({ code: "damaged", where: "file" });
  });
});
