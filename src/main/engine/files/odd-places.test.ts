import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { needs } from "../testing/needs.ts";
import { Journal } from "./journal.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "assay-places-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

needs.posix.it("a device in the place of a journal is refused: it would take every line and keep none", async () => {
  const path = join(folder, "events.jsonl");
  for (const device of ["/dev/null", "/dev/zero"]) {
    await symlink(device, path);
    await expect(Journal.open(path), device).rejects.toMatchObject({
      code: "refused",
      where: path,
      message: expect.stringContaining("a device"),
    });
    await rm(path);
  }
});

needs.posix.it("a socket in the place of a journal is refused", async () => {
  const path = join(folder, "events.jsonl");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await expect(Journal.open(path)).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("a socket") });
  await new Promise((resolve) => server.close(resolve));
});

it("torn lines of one place are all kept, when the clock stands or was set back too", async () => {
  vi.spyOn(Date, "now").mockReturnValue(1_700_000_000_000);
  const path = join(folder, "events.jsonl");
  const kept: string[] = [];
  for (const torn of ["first", "second", "third"]) {
    await writeFile(path, `{"a":1}\n${torn}`);
    const opened = await Journal.open(path);
    kept.push(opened.torn?.keptAt ?? "");
    await opened.journal.close();
  }
  expect(await Promise.all(kept.map((name) => readFile(name, "utf8")))).toEqual(["first", "second", "third"]);
  expect(await readdir(folder)).toHaveLength(4);
});
