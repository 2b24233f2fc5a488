import { appendFile, copyFile, readdir, readFile, rename, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Following } from "./follower.ts";

/** Files that are rotated while they are followed, and while they are not: every line is there once. */

let workspace: Workspace;
let folder: string;
let log: string;
let following: Following;
let written: string[];
/** Lines that earlier tests left in the journal and in quarantine. */
let before = { events: 0, rejected: 0 };
let next = 0;

const line = () => {
  const text = `{"schema_version":1,"trace_id":"t-${next++}","engine_id":"e","timestamp":1,"input":"${"x".repeat(next % 300)}","output":"","metrics":{"success":true}}`;
  written.push(text);
  return `${text}\n`;
};
const lines = (count: number) => Array.from({ length: count }, line).join("");
const request = (path = log) => ({ as: "file" as const, path, name: "log.jsonl", kind: "auto" as const, plan: null, answers: {} });
const look = () => workspace.follower.look(following);
const start = async () => {
  following = await workspace.follower.follow(request());
  await look();
};
const restart = async (meanwhile: () => Promise<unknown>) => {
  const { path } = workspace;
  await workspace.close();
  await meanwhile();
  workspace = await openTemporary({ path });
  await start();
};
const linesOf = async (path: string) => (await readFile(path, "utf8")).split("\n").filter(Boolean);
const allKept = () => linesOf(join(workspace.paths.output, "events.jsonl"));
const kept = async () => (await allKept()).slice(before.events);
const file = () => [...following.files.values()][0];

beforeAll(async () => {
  workspace = await openTemporary();
});
afterAll(() => workspace.close());
beforeEach(async () => {
  written = [];
  before = { events: (await allKept()).length, rejected: (await linesOf(workspace.paths.quarantine)).length };
  folder = await temporaryFolder();
  log = join(folder, "log.jsonl");
});
afterEach(async () => {
  for (const { id } of workspace.follower.list) await workspace.follower.stop(id);
  await rm(folder, { recursive: true });
});

/** Writes a file last written after the log: the clock of a file system may stand still for 10 ms. */
const writeBetween = async (path: string) => {
  await writeFile(path, lines(4));
  await utimes(path, Date.now() / 1000, Date.now() / 1000 + 60);
};

/** What happens to the log, in the order of the table. `look` is when Assay sees it. */
const rotations: Record<string, (while_: (work: () => Promise<unknown>) => Promise<unknown>) => Promise<void>> = {
  appended: async (during) => {
    await during(() => appendFile(log, lines(40)));
  },
  "renamed after more was appended, and a new one": async (during) => {
    await during(async () => {
      await appendFile(log, lines(5));
      await rename(log, `${log}.1`);
      await writeFile(log, lines(3));
    });
  },
  "renamed twice, so that nobody saw the one between": async (during) => {
    await during(async () => {
      await appendFile(log, lines(2));
      await rename(log, `${log}.2`);
      await writeBetween(`${log}.1`);
      await writeFile(log, lines(3));
    });
  },
  "renamed three times by date, and not there": async (during) => {
    await during(async () => {
      await rename(log, log.replace(".jsonl", "-20261125.jsonl"));
      await writeBetween(log.replace(".jsonl", "-20261126.jsonl"));
      await writeBetween(log.replace(".jsonl", "-20261127.jsonl"));
    });
  },
  "renamed, and written to under its new name": async (during) => {
    await during(async () => {
      await rename(log, `${log}.1`);
      await appendFile(`${log}.1`, lines(4));
    });
    await during(() => writeFile(log, lines(2)));
  },
  "truncated, then written to": async (during) => {
    await during(() => truncate(log, 0));
    await during(() => appendFile(log, lines(60)));
  },
  "truncated and written to beyond where it was": async (during) => {
    await during(async () => {
      await truncate(log, 0);
      await appendFile(log, lines(200));
    });
  },
  "copied after more was appended, then truncated": async (during) => {
    await during(async () => {
      await appendFile(log, lines(7));
      await copyFile(log, `${log}.1`);
      await truncate(log, 0);
      await appendFile(log, lines(2));
    });
  },
  "copied and truncated twice": async (during) => {
    await during(async () => {
      await appendFile(log, lines(2));
      await copyFile(log, `${log}.2`);
      await truncate(log, 0);
      await writeBetween(`${log}.1`);
      await appendFile(log, lines(2));
    });
    await during(() => appendFile(log, lines(100)));
  },
  "replaced by another file": async (during) => {
    await during(async () => {
      await writeFile(`${log}.new`, lines(5));
      await rename(`${log}.new`, log);
    });
  },
  "replaced by one that begins the same": async (during) => {
    await during(async () => {
      await writeFile(`${log}.new`, `${await readFile(log, "utf8")}${lines(5)}`);
      await rename(`${log}.new`, log);
    });
  },
  "written anew in place with the same beginning": async (during) => {
    await during(async () => writeFile(log, `${await readFile(log, "utf8")}${lines(5)}`));
  },
  "removed, and another comes": async (during) => {
    await during(() => rm(log));
    await during(() => writeFile(log, lines(5)));
  },
  "moved away and back": async (during) => {
    await during(() => rename(log, `${log}.away`));
    await during(() => appendFile(`${log}.away`, lines(2)));
    await during(() => rename(`${log}.away`, log));
  },
};

describe.each(Object.entries(rotations))("a log that is %s", (_, happens) => {
  it("while it is followed", async () => {
    await writeFile(log, lines(50));
    await start();
    await happens(async (work) => {
      await work();
      await look();
    });
    expect((await kept()).sort()).toEqual(written.sort());
    expect(file()?.error).toBeNull();
  });

  it("while nobody follows", async () => {
    await writeFile(log, lines(50));
    await start();
    await happens(restart);
    expect((await kept()).sort()).toEqual(written.sort());
  });
});

it("reads on at the place, and not from the start", async () => {
  await writeFile(log, lines(50));
  await start();
  await restart(() => appendFile(log, lines(3)));
  expect(file()?.read()).toMatchObject({ lines: 3, accepted: 3, duplicates: 0 });
  await writeFile(`${log}.new`, `${await readFile(log, "utf8")}${lines(5)}`);
  await rename(`${log}.new`, log);
  await look();
  expect(file()?.read()).toMatchObject({ lines: 8, accepted: 8, duplicates: 0 });
});

it("reads what was rotated unseen once, and nothing else that lies beside it", async () => {
  const older = `${log}.7`;
  await writeFile(older, `${lines(1)}`);
  await utimes(older, 1, 1);
  await writeFile(log, lines(50));
  await start();
  const strangers = [`${log}.lock`, `${log}.old1`, log.replace("log", "log2")];
  await restart(async () => {
    await rename(log, `${log}.2`);
    await writeBetween(`${log}.1`);
    for (const path of strangers) await writeFile(path, await readFile(older));
    await writeFile(log, lines(3));
  });
  expect(file()?.read()).toMatchObject({ lines: 7, accepted: 7, duplicates: 0 });
  await restart(async () => {
    await rename(`${log}.1`, `${log}.3`);
    await rename(log, `${log}.1`);
    await writeFile(log, lines(2));
  });
  expect(file()?.read()).toMatchObject({ lines: 2, accepted: 2, duplicates: 0 });
  expect(file()?.notices).toEqual([]);
});

it("names what was rotated unseen and is no data, and reads on", async () => {
  await writeFile(log, lines(50));
  await start();
  await restart(async () => {
    await rename(log, `${log}.2`);
    await writeFile(`${log}.1`, Buffer.alloc(300, "\u0001\u0000\u0002"));
    await utimes(`${log}.1`, Date.now() / 1000, Date.now() / 1000 + 60);
    await writeFile(log, lines(3));
  });
  expect(file()).toMatchObject({ state: "waiting", error: null });
  expect(file()?.notices).toMatchObject([{ message: expect.stringContaining("log.jsonl.1 was log.jsonl for a while and was not read") }]);
  expect((await kept()).sort()).toEqual(written.sort());
});

it.each([
  ["compressed", () => rename(log, `${log}.1.gz`).then(() => writeFile(`${log}.1.gz`, "gzip")), "import log.jsonl.1.gz"],
  [
    "compressed, and another rotated after it,",
    async () => {
      await rm(log);
      for (const name of ["log.jsonl.2.gz", "log.jsonl.1", "log2.jsonl", "log.jsonl.lock"]) await writeFile(join(folder, name), "x");
      await utimes(`${log}.2.gz`, 1, 1);
    },
    "import log.jsonl.2.gz log.jsonl.1.",
  ],
  ["removed", () => rm(log), "If you have it elsewhere"],
])("says that lines may be missing when the file was %s while nobody followed", async (_, happens, fix) => {
  await writeFile(log, lines(5));
  await start();
  const { offset = 0 } = file() ?? {};
  await restart(async () => {
    await happens();
    await writeFile(log, lines(3));
  });
  expect(file()?.notices).toMatchObject([
    {
      message: `log.jsonl: the file that was read to byte ${offset} is gone; lines after that may be missing.`,
      fix: expect.stringContaining(fix),
    },
  ]);
  expect((await kept()).sort()).toEqual(written.sort());
});

it("waits for the end of a half-written line, and for half a character", async () => {
  const [first, second] = [line(), line().replace('"input":"', '"input":"ü')];
  const bytes = Buffer.from(second, "utf8");
  const cut = bytes.indexOf(0xc3) + 1;
  await writeFile(log, Buffer.concat([Buffer.from(first), bytes.subarray(0, cut)]));
  await start();
  expect(await kept()).toHaveLength(1);
  expect(file()?.behindBytes).toBe(cut);
  await appendFile(log, bytes.subarray(cut));
  await look();
  expect(await kept()).toEqual([first.trimEnd(), second.trimEnd()]);
  expect(file()?.behindBytes).toBe(0);
});

it("keeps rejected lines in quarantine once, with file and line, however often they are read", async () => {
  await writeFile(log, `${line()}no json\n${line()}`);
  await start();
  await appendFile(log, "{}\n");
  await look();
  await restart(() => rm(join(workspace.paths.cache, "follow"), { recursive: true }));
  const rejected = (await linesOf(workspace.paths.quarantine)).slice(before.rejected);
  expect(rejected.map((one) => JSON.parse(one))).toMatchObject([
    { source: "log.jsonl", line_number: 2, raw: "no json" },
    { source: "log.jsonl", line_number: 4, raw: "{}" },
  ]);
  expect(file()?.read()).toMatchObject({ lines: 4, accepted: 0, duplicates: 2, quarantined: 2 });
});

it("takes no place that this machine has not signed", async () => {
  await writeFile(log, lines(5));
  await start();
  await workspace.close();
  const places = join(workspace.path, ".assay", "follow");
  for (const name of await readdir(places)) {
    const there = await readFile(join(places, name), "utf8");
    await writeFile(join(places, name), there.replace(/"lines":5,/, '"lines":4,'));
  }
  workspace = await openTemporary({ path: workspace.path });
  await start();
  expect(file()?.read()).toMatchObject({ duplicates: 5 });
});

it("a line longer than the limit is rejected, and reading goes on behind it", async () => {
  await writeFile(log, line());
  await start();
  await appendFile(log, "x".repeat(17 * 1024 * 1024));
  await look();
  await appendFile(log, `\n${line()}`);
  await look();
  expect(await kept()).toHaveLength(2);
  expect(file()?.read()).toMatchObject({ lines: 3, accepted: 2, quarantined: 1, reasons: [{ firstLines: [2] }] });
});

it("a pattern that fits renamed files too reads each of them once, and no line again", async () => {
  await writeFile(log, lines(20));
  following = await workspace.follower.follow({ ...request(`${log}*`), as: "glob" });
  await look();
  await rename(log, `${log}.1`);
  await writeFile(log, lines(3));
  await appendFile(`${log}.1`, lines(2));
  const isRead = () =>
    following.files.get(`${log}.1`)?.offset === Buffer.byteLength(written.slice(0, 20).concat(written.slice(23)).join("\n")) + 1;
  // Until the renamed file has been quiet for a while, it is read under its old name.
  await new Promise<void>((resolve) => workspace.follower.subscribe(() => isRead() && resolve()));
  await look();
  expect((await kept()).sort()).toEqual(written.sort());
  expect([...following.files.values()].map((one) => one.read().duplicates)).toEqual([0, 0]);
});

it("a pattern that fits renamed files too reads what was rotated twice unseen once", async () => {
  const startAll = async () => {
    following = await workspace.follower.follow({ ...request(`${log}*`), as: "glob" });
    await look();
  };
  await writeFile(log, lines(20));
  await startAll();
  const { path } = workspace;
  await workspace.close();
  await rename(log, `${log}.2`);
  await writeBetween(`${log}.1`);
  await writeFile(log, lines(3));
  workspace = await openTemporary({ path });
  await startAll();
  expect((await kept()).sort()).toEqual(written.sort());
  expect(following.files.get(`${log}.1`)?.read()).toMatchObject({ accepted: 4, duplicates: 0 });
  expect(following.files.get(log)?.read()).toMatchObject({ accepted: 3, duplicates: 0 });
});
