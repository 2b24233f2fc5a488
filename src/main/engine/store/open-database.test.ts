import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFile, link, lstat, mkdir, mkdtemp, open, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { needs } from "../testing/needs.ts";
import { Database } from "./duckdb.ts";
import { hasOwnCatalog } from "./index-catalog.ts";
import { ensureIndexKey, readIndexKey } from "./index-key.ts";
import { writeLoadFile } from "./load-sql.ts";
import { openDatabase } from "./open-database.ts";

const key = randomBytes(32);
let root: string;
/** A workspace's `.assay`. */
let folder: string;
let path: string;
/** What must not change: it lies outside. */
let victim: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assay-index-"));
  folder = join(root, ".assay");
  path = join(folder, "index.duckdb");
  victim = join(root, "victim");
  await mkdir(folder);
  await writeFile(victim, "somebody's");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const openOwn = (own: Buffer | null = key) => openDatabase(folder, { log: silentLog, key: own });
/** An index with one row in it, closed. */
async function makeIndex(own: Buffer | null = key): Promise<void> {
  const { db } = await openOwn(own);
  await db.write((run) => run("INSERT INTO reviews (key, reviewed, outcome, tiers) VALUES ('k', true, 'tie', '')"));
  await db.close();
}
const rows = async (db: Database) => (await db.get<{ n: number }>("SELECT count(*) AS n FROM reviews"))?.n;

needs.posix.describe("what lies in the place of the index", () => {
  const entries: Record<string, (place: string) => Promise<unknown>> = {
    "a folder": (place) => mkdir(join(place, "inside"), { recursive: true }),
    // DuckDB would wait at it for ever.
    "a pipe": async (place) => execFileSync("mkfifo", [place]),
    "a link to a file": (place) => symlink(victim, place),
    "a link to a folder": (place) => symlink(root, place),
    "a link to nothing": (place) => symlink(join(root, "nothing"), place),
    "a hard link": (place) => link(victim, place),
    "a link to a device": (place) => symlink("/dev/zero", place),
    "a socket": (place) =>
      new Promise((resolve) =>
        createServer()
          .listen(place, () => resolve(undefined))
          .unref(),
      ),
    "a giant of zeros": async (place) => {
      const file = await open(place, "w");
      await file.truncate(20e9);
      await file.close();
    },
    "a text": (place) => writeFile(place, "no database"),
  };

  it.each(Object.entries(entries))("%s as the file is removed, not followed", async (_, put) => {
    await put(path);
    const { db, fresh, reason } = await openOwn();
    expect({ fresh, rows: await rows(db) }).toEqual({ fresh: true, rows: 0 });
    expect(reason).toContain("from the journals");
    await db.close();
    expect((await lstat(path)).isFile()).toBe(true);
    expect(await readFile(victim, "utf8")).toBe("somebody's");
    expect((await lstat(victim)).nlink).toBe(1);
  });

  it.each(Object.entries(entries))("%s as the write-ahead log or the mark does no harm", async (_, put) => {
    await makeIndex();
    await put(`${path}.wal`);
    await rm(join(folder, "index.mark"));
    await put(join(folder, "index.mark"));
    const { db, fresh } = await openOwn();
    expect({ fresh, rows: await rows(db) }).toEqual({ fresh: true, rows: 0 });
    await db.close();
    expect(await readFile(victim, "utf8")).toBe("somebody's");
  });

  it.each(Object.entries(entries).filter(([name]) => !/giant|text/.test(name)))(
    "%s as the log of an index that is ours goes alone",
    async (_, put) => {
      await makeIndex();
      await put(`${path}.wal`);
      const { db, fresh } = await openOwn();
      expect({ fresh, rows: await rows(db) }).toEqual({ fresh: false, rows: 1 });
      await db.close();
      expect(await readFile(victim, "utf8")).toBe("somebody's");
    },
  );
});

describe("whose index it is", () => {
  it("is used again by the machine that made it, also after the folder has moved", async () => {
    await makeIndex();
    const moved = join(root, "moved");
    await rename(folder, moved);
    const { db, fresh, reason } = await openDatabase(moved, { log: silentLog, key });
    expect({ fresh, reason, rows: await rows(db) }).toEqual({ fresh: false, reason: null, rows: 1 });
    await db.close();
    expect((await stat(join(moved, "index.duckdb"))).mode & 0o777).toBe(0o600);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["another machine's", async () => makeIndex(randomBytes(32))],
    ["one without a mark", async () => makeIndex(null)],
    [
      "a copy",
      async () => {
        await makeIndex();
        await copyFile(path, join(root, "copy"));
        await rm(path);
        await copyFile(join(root, "copy"), path);
      },
    ],
    [
      "another one under the mark of ours",
      async () => {
        await makeIndex();
        const other = join(root, "other");
        await mkdir(other);
        await (await openDatabase(other, { log: silentLog, key })).db.close();
        // In place: the file keeps its inode and its time of birth.
        await writeFile(path, await readFile(join(other, "index.duckdb")));
      },
    ],
    [
      "one whose mark was altered",
      async () => {
        await makeIndex();
        const mark = await readFile(join(folder, "index.mark"), "utf8");
        await writeFile(join(folder, "index.mark"), mark.replace(/"hmac":"./, '"hmac":"x'));
      },
    ],
  ])("%s is built anew", async (_, prepare) => {
    await prepare();
    const { db, fresh, reason } = await openOwn();
    expect({ fresh, rows: await rows(db) }).toEqual({ fresh: true, rows: 0 });
    expect(reason).toContain("not made by this Assay");
    await db.close();
    const again = await openOwn();
    expect(again.fresh).toBe(false);
    await again.db.close();
  });

  it("one of another version is built anew", async () => {
    await makeIndex();
    const { db } = await openOwn();
    await db.write((run) => run("UPDATE meta SET value = '3' WHERE key = 'index_version'"));
    await db.close();
    const { db: again, reason } = await openOwn();
    expect(reason).toContain("another version");
    await again.close();
  });

  it("the key is made once, for this user alone, and one for all who start at the same time", async () => {
    const state = join(root, "state");
    expect(await readIndexKey(state)).toBeNull();
    const keys = await Promise.all(Array.from({ length: 8 }, () => ensureIndexKey(state, silentLog)));
    expect(new Set(keys.map((one) => one.toString("hex"))).size).toBe(1);
    expect((await stat(join(state, "index.key"))).mode & 0o777).toBe(0o600);
    await writeFile(join(state, "index.key"), "no key");
    expect((await ensureIndexKey(state, silentLog)).length).toBe(32);
    // Where it cannot be kept, opening goes on.
    expect((await ensureIndexKey(victim, silentLog)).length).toBe(32);
  });
});

describe("what an index holds", () => {
  it.each([
    "CREATE VIEW v AS SELECT 1",
    "CREATE MACRO lower(x) AS upper(x)",
    "CREATE MACRO t(x) AS TABLE SELECT 1",
    "CREATE SEQUENCE s",
    "CREATE TYPE y AS ENUM ('a')",
    "CREATE SCHEMA other",
    "CREATE INDEX i ON executions(engine_id)",
    "CREATE TABLE more (a INTEGER)",
    "DROP TABLE candidates",
    "ALTER TABLE executions ALTER ts SET DEFAULT (length(md5('x')))",
    "ALTER TABLE executions ADD COLUMN more INTEGER",
    "ALTER TABLE executions ALTER ts TYPE INTEGER",
    "ALTER TABLE executions ALTER head SET NOT NULL",
  ])("%s: the catalog is not ours, and the index is built anew", async (sql) => {
    const { db } = await openOwn();
    expect(await hasOwnCatalog(db)).toBe(true);
    await db.write((run) => run(sql));
    expect(await hasOwnCatalog(db)).toBe(false);
    await db.close();
    const again = await openOwn();
    expect(again.fresh).toBe(true);
    expect(await hasOwnCatalog(again.db)).toBe(true);
    await again.db.close();
  });

  it("a view that reads other files in the place of a table is not asked, in the very file that was marked", async () => {
    await makeIndex();
    execFileSync(process.execPath, [
      join(import.meta.dirname, "../testing/other-duckdb.child.ts"),
      path,
      "DROP TABLE executions",
      `CREATE VIEW executions AS SELECT content AS engine_id FROM read_text('${victim}')`,
    ]);
    const { db, fresh } = await openOwn();
    expect(fresh).toBe(true);
    expect(await db.all("SELECT engine_id FROM executions")).toEqual([]);
    await db.close();
  });

  it("reaches no file outside .assay", async () => {
    const { db } = await openOwn();
    for (const sql of [
      `SELECT * FROM read_text('${victim}')`,
      `SELECT * FROM read_text('${folder}/../victim')`,
      `SELECT * FROM read_csv('${victim}')`,
      `SELECT * FROM glob('${root}/*')`,
    ])
      await expect(db.all(sql), sql).rejects.toThrow();
    for (const sql of [
      `COPY (SELECT 1) TO '${root}/out.csv'`,
      `ATTACH '${root}/other.duckdb' AS other`,
      "SET enable_external_access = true",
      `SET allowed_directories = ['${root}']`,
      "INSTALL httpfs",
      "LOAD httpfs",
    ])
      await expect(
        db.write((run) => run(sql)),
        sql,
      ).rejects.toThrow();
    await db.limitMemory(200);
    expect(await db.get("SELECT current_setting('memory_limit') AS m")).toEqual({ m: "190.7 MiB" });
    await db.close();
  });
});

describe("where a workspace lies", () => {
  it.each(["a*b", "[1]", "it's", 'q"q', "a;b", "a\\b", "a\nb", "{x}", "a%20b", "a#b", " a ", "ünï", "$HOME", "a,b"])(
    "%j works",
    async (name) => {
      folder = join(root, name, ".assay");
      await mkdir(folder, { recursive: true });
      const { db } = await openOwn();
      const staged = await writeLoadFile(join(folder, "staging"), [Buffer.from("1,0,e,1,2,x\n")]);
      const columns =
        "{off: 'BIGINT', position: 'INTEGER', engine_id: 'VARCHAR', latency_ms: 'DOUBLE', quality: 'DOUBLE', output: 'VARCHAR'}";
      await db.write((run) =>
        run(`INSERT INTO candidates SELECT * FROM read_csv('${staged.replaceAll("'", "''")}', header = false, columns = ${columns})`),
      );
      await db.close();
      const again = await openOwn();
      expect(again.fresh).toBe(false);
      expect(await again.db.get("SELECT count(*) AS n FROM candidates")).toEqual({ n: 1 });
      await again.db.close();
    },
  );
});

describe("an index that another process reads", () => {
  const holder = async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "../testing/other-duckdb.child.ts"), path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    return child;
  };

  it("is waited for, and is no damage", async () => {
    await makeIndex();
    const child = await holder();
    const opening = openOwn();
    child.kill("SIGKILL");
    const { db, fresh } = await opening;
    expect({ fresh, rows: await rows(db) }).toEqual({ fresh: false, rows: 1 });
    await db.close();
  });

  it("and is not let go: in use, by that process", async () => {
    await makeIndex();
    const child = await holder();
    await expect(openOwn()).rejects.toMatchObject({ code: "in_use", message: expect.stringContaining(`process ${child.pid}`) });
    // Reading beside it works.
    const db = await Database.open(path, { memoryLimitMb: 200, threads: 1, temporaryFolder: root, readOnly: true });
    expect(await rows(db)).toBe(1);
    await db.close();
    child.kill("SIGKILL");
  });
});
