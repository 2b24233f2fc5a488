import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { needs } from "../testing/needs.ts";
import { blankOut } from "./foreign-bytes.ts";
import { copyFileOut, makePrivate } from "./inside.ts";
import { Journal } from "./journal.ts";
import { openOwnJournal } from "./journal-file.ts";
import { locateDurableLines } from "./locate-lines.ts";
import { openAppend, openUpdate } from "./open-inside.ts";

/**
 * Somebody who may write a workspace changes a folder (or a file) of it for a link exactly while one call of the system goes through its
 * name, and back again: neither the look before nor the one after sees a link. Nothing outside may change.
 */
const during = vi.hoisted(() => ({
  call: async (_what: string, _path: unknown, work: () => Promise<unknown>): Promise<unknown> => work(),
}));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<Record<string, unknown>>();
  const watched = Object.fromEntries(
    ["open", "chmod", "copyFile", "realpath"].map((what) => [
      what,
      (path: unknown, ...rest: unknown[]) =>
        during.call(what, path, () => (real[what] as (...all: unknown[]) => Promise<unknown>)(path, ...rest)),
    ]),
  );
  return { ...real, ...watched };
});

let root: string;
let folder: string;
let outside: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "assay-swapped-")));
  folder = join(root, "w", "output");
  outside = join(root, "outside");
  await mkdir(folder, { recursive: true });
  await mkdir(outside);
});
afterEach(async () => {
  during.call = async (_what, _path, work) => work();
  await rm(root, { recursive: true, force: true });
});

const asItIs = during.call;

/** From here on, every such call that names something at or below `place` meets a link to `target` there. @returns how many did. */
function swapDuring(calls: readonly string[], place: string, target: string): () => number {
  let met = 0;
  let isBusy = false;
  during.call = async (what, path, work) => {
    if (isBusy || !calls.includes(what) || typeof path !== "string" || !`${path}/`.startsWith(`${place}/`)) return work();
    isBusy = true;
    met++;
    const aside = join(dirname(place), "aside");
    try {
      await rename(place, aside);
      await symlink(target, place);
      return await work();
    } finally {
      await rm(place);
      await rename(aside, place);
      isBusy = false;
    }
  };
  return () => met;
}

const old = new Date("2020-01-01");

needs.linux.describe("a folder that is a link for the length of one call", () => {
  it("gets no new file outside when a journal that is there is opened", async () => {
    await writeFile(join(folder, "events.jsonl"), "{}\n");
    const met = swapDuring(["open"], folder, outside);
    await expect(openAppend(join(folder, "events.jsonl"))).rejects.toMatchObject({ code: "refused" });
    expect(met()).toBeGreaterThan(0);
    expect(await readdir(outside)).toEqual([]);
  });

  it("gets no torn line outside", async () => {
    const path = join(folder, "events.jsonl");
    await writeFile(path, '{}\n{"torn');
    await utimes(path, old, old);
    let opens = 0;
    swapDuring(["open"], folder, outside);
    const swapping = during.call;
    // The journal itself is opened in peace.
    during.call = (what, path_, work) => (what === "open" && path_ === path && opens++ === 0 ? work() : swapping(what, path_, work));
    await Journal.open(path, undefined, openOwnJournal).then(
      ({ journal }) => journal.close(),
      () => {},
    );
    expect(await readdir(outside)).toEqual([]);
    expect(await readFile(path, "utf8")).toBe('{}\n{"torn');

    during.call = asItIs;
    const { journal, torn } = await Journal.open(path, undefined, openOwnJournal);
    await journal.close();
    expect(dirname(torn?.keptAt ?? "")).toBe(folder);
    expect(await readFile(torn?.keptAt ?? "", "utf8")).toBe('{"torn');
  });

  it.each(["folder", "file"])("has no permissions changed outside through its %s", async (what) => {
    const path = join(folder, "index.duckdb");
    await writeFile(path, "x", { mode: 0o644 });
    await writeFile(join(outside, "index.duckdb"), "victim", { mode: 0o644 });
    swapDuring(["chmod", "open"], what === "folder" ? folder : path, what === "folder" ? outside : join(outside, "index.duckdb"));
    await makePrivate(path).catch(() => {});
    expect((await stat(join(outside, "index.duckdb"))).mode & 0o777).toBe(0o644);

    during.call = asItIs;
    await makePrivate(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("has nothing copied out of another folder", async () => {
    const path = join(folder, "index.duckdb");
    await writeFile(path, "own");
    await writeFile(join(outside, "index.duckdb"), "secret");
    swapDuring(["copyFile", "open"], folder, outside);
    const copy = join(root, "copy");
    await copyFileOut(path, copy).catch(() => {});
    expect(await readFile(copy, "utf8").catch(() => "")).not.toBe("secret");

    during.call = asItIs;
    await copyFileOut(path, join(root, "other"));
    expect(await readFile(join(root, "other"), "utf8")).toBe("own");
    await copyFileOut(join(folder, "none"), join(root, "none"));
    expect(await readdir(root)).not.toContain("none");
  });

  it.each(["folder", "file"])("has no bytes made blank outside through its %s", async (what) => {
    const path = join(folder, "events.jsonl");
    await writeFile(path, "half{}\n");
    await writeFile(join(outside, "events.jsonl"), "victim of some length");
    const own = await openUpdate(path);
    const met = swapDuring(["realpath"], what === "folder" ? folder : path, what === "folder" ? outside : join(outside, "events.jsonl"));
    await blankOut(path, own, 4, 3).catch(() => {});
    expect(met()).toBeGreaterThan(0);
    expect(await readFile(join(outside, "events.jsonl"), "utf8")).toBe("victim of some length");

    during.call = asItIs;
    await blankOut(path, own, 4, 3);
    expect(await readFile(path, "utf8")).toBe("half\n \n");
    await own.close();
  });
});

needs.posix.it("makes no folder behind a link when the folder of a journal is gone", async () => {
  const path = join(folder, "deep", "events.jsonl");
  await mkdir(dirname(path));
  const { journal } = await Journal.open(path, undefined, openOwnJournal);
  await journal.append([Buffer.from("{}\n")]).durable;
  await rm(folder, { recursive: true });
  await symlink(outside, folder);
  expect(await locateDurableLines(journal)).toContain("is a symbolic link");
  expect(await readdir(outside)).toEqual([]);
  await journal.close();
});
