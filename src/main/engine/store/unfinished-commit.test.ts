import { copyFile, mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { Database } from "./duckdb.ts";
import { openDatabase } from "./open-database.ts";
import { dropUnfinished, findUnfinished } from "./unfinished-commit.ts";

let root: string;
/** The files as a process that is killed leaves them: the log holds two commits, each of whole row groups, of single rows and of what is taken away. */
let killed: string;
const rowsAtOnce = 20_000;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-unfinished-"));
  killed = join(root, "killed");
  const live = join(root, "live");
  await mkdir(live);
  await mkdir(killed);
  const { db } = await openDatabase(live, { log: silentLog, key: null });
  await db.checkpoint();
  for (const round of [1, 2])
    await db.write(async (run) => {
      await run("DELETE FROM replaced");
      await run(`INSERT INTO replaced SELECT 'events', range + ${round}, 0, 0 FROM range(${rowsAtOnce})`);
      await run(
        `INSERT INTO executions (off, len, h0, h1, h2, engine_id) SELECT range + ${round * rowsAtOnce}, 1, 0, 0, 0, 'e' FROM range(${rowsAtOnce})`,
      );
      await run("INSERT INTO meta VALUES ('round', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", [String(round)]);
    });
  for (const name of ["index.duckdb", "index.duckdb.wal"]) await copyFile(join(live, name), join(killed, name));
  await db.close();
});
afterEach(() => rm(root, { recursive: true }));

/** A copy whose log is cut. @returns its folder. */
async function cutAt(bytes: number): Promise<string> {
  const folder = await mkdtemp(join(root, "cut-"));
  for (const name of ["index.duckdb", "index.duckdb.wal"]) await copyFile(join(killed, name), join(folder, name));
  await truncate(join(folder, "index.duckdb.wal"), bytes);
  return folder;
}

const counts = `SELECT (SELECT count(*) FROM executions) AS executions, (SELECT count(*) FROM replaced) AS replaced,
  (SELECT max(value) FROM meta WHERE key = 'round') AS round`;
const after = (round: number) => ({
  executions: round * rowsAtOnce,
  replaced: round === 0 ? 0 : rowsAtOnce,
  round: round === 0 ? null : String(round),
});

async function opened(folder: string) {
  const { db, fresh } = await openDatabase(folder, { log: silentLog, key: null });
  try {
    return { fresh, counts: await db.get(counts) };
  } finally {
    await db.close();
  }
}

/** Where entries of a log start, and where its commits end: read here once more, byte by byte. */
function layout(log: Buffer): { entries: number[]; commits: number[] } {
  const entries: number[] = [];
  const commits: number[] = [];
  for (let at = 8; at < log.length; ) {
    entries.push(at);
    const end = at + 16 + Number(log.readBigUInt64LE(at));
    if (log[at + 18] === 100) commits.push(end);
    at = end;
  }
  return { entries, commits };
}

it("whole commits or none, wherever the log was cut", async () => {
  const log = await readFile(join(killed, "index.duckdb.wal"));
  const { entries, commits } = layout(log);
  expect(commits).toHaveLength(2);
  const [first = 0, second = 0] = commits;
  expect(second).toBe(log.length);
  const cuts = [3, 8, ...entries.flatMap((at) => [at, at + 5, at + 40]), log.length].filter((at) => at <= log.length);
  // A cut in the second commit that takes nothing but its end is the one that DuckDB gets wrong.
  expect(cuts.filter((at) => at > first && at < second).length).toBeGreaterThan(5);
  for (const cut of cuts) {
    const rounds = cut === second ? 2 : cut >= first ? 1 : 0;
    expect({ cut, ...(await opened(await cutAt(cut))) }).toEqual({ cut, fresh: false, counts: after(rounds) });
  }
});

it("DuckDB alone keeps rows of a commit without its end; once it does not, this file can go", async () => {
  const log = await readFile(join(killed, "index.duckdb.wal"));
  const folder = await cutAt(layout(log).entries.at(-1) ?? 0);
  const db = await Database.open(join(folder, "index.duckdb"), { memoryLimitMb: 200, threads: 2, temporaryFolder: folder });
  expect(await db.get(counts)).not.toEqual(after(1));
  await db.close();
});

it("leaves a log alone that ends with a commit, and one that is not there", async () => {
  const path = join(killed, "index.duckdb");
  const { size } = await stat(`${path}.wal`);
  expect(await findUnfinished(path)).toBeNull();
  expect(await dropUnfinished(path)).toBe(true);
  expect((await stat(`${path}.wal`)).size).toBe(size);
  await rm(`${path}.wal`);
  expect(await dropUnfinished(path)).toBe(true);
});

it("takes zeros at the end for what was not written, and a log of another form for none that it knows", async () => {
  const path = join(killed, "index.duckdb");
  const log = await readFile(`${path}.wal`);
  await writeFile(`${path}.wal`, Buffer.concat([log, Buffer.alloc(5000)]));
  expect(await findUnfinished(path)).toEqual({ endBytes: log.length });
  log[5] = 3;
  await writeFile(`${path}.wal`, log);
  expect(await findUnfinished(path)).toBe("unknown");
  expect(await opened(killed)).toEqual({ fresh: true, counts: after(0) });
});
