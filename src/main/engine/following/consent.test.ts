import { appendFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../base/log.ts";
import { importWorkerUrl, openTemporary, temporaryFolder } from "../testing/open-temporary.ts";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { KeptRequests } from "./kept-requests.ts";

/** What is followed is said on this machine, by this person, and nowhere in a workspace. */

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

const line = (id: string) =>
  `{"schema_version":1,"trace_id":"${id}","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}\n`;
const open = (path: string, stateDir: string) => openWorkspace({ path, stateDir, importWorkerUrl, log: silentLog });
const request = (path: string) => ({ as: "file" as const, path, name: "log.jsonl", kind: "auto" as const, plan: null, answers: {} });

it("a workspace of another machine follows nothing here, whatever is written in it", async () => {
  const [theirs, mine] = [join(folder, "theirs"), join(folder, "mine")];
  const log = join(folder, "secret.jsonl");
  await writeFile(log, line("a"));
  const sent = await open(join(folder, "sent"), theirs);
  const following = await sent.follower.follow(request(log), true);
  await sent.follower.look(following);
  await sent.close();
  // Unpacked at the same place, with everything that the other machine keeps anywhere in it.
  const got = join(folder, "got");
  await cp(join(folder, "sent"), got, { recursive: true });
  for (const place of [got, join(got, ".assay"), join(got, "output")])
    await cp(join(theirs, "followed.json"), join(place, "followed.json"));
  await appendFile(log, line("b"));
  const workspace = await open(got, mine);
  await workspace.follower.resume();
  expect(workspace.follower.list).toEqual([]);
  expect(await readFile(join(got, "output", "events.jsonl"), "utf8")).toBe(line("a"));
  // Nor does its place pass over lines, once somebody here asks for the file.
  const here = await workspace.follower.follow(request(log), true);
  await workspace.follower.look(here);
  expect([...here.files.values()][0]?.read()).toMatchObject({ lines: 2, accepted: 1, duplicates: 1 });
  await workspace.close();
  expect(await readdir(mine)).toContain("followed.json");
});

it("what was edited in the list is passed over, and other workspaces' entries stay", async () => {
  const state = join(folder, "state");
  const [one, other] = [new KeptRequests(state, "/w/one"), new KeptRequests(state, "/w/other")];
  await Promise.all([one.add(request("/a.jsonl")), one.add(request("/b.jsonl")), one.add(request("/a.jsonl"))]);
  await other.add(request("/c.jsonl"));
  expect((await one.read()).map(({ path }) => path)).toEqual(["/b.jsonl", "/a.jsonl"]);
  const path = join(state, "followed.json");
  const all = JSON.parse(await readFile(path, "utf8"));
  all["/w/one"].push(7, { as: "file", path: "relative" }, { ...request("/x"), plan: 3 });
  await writeFile(path, JSON.stringify(all));
  await one.remove(request("/b.jsonl"));
  expect((await one.read()).map(({ path: kept }) => kept)).toEqual(["/a.jsonl"]);
  expect((await other.read()).map(({ path: kept }) => kept)).toEqual(["/c.jsonl"]);
});

it("the output folder of the original crate is followed while it runs: its files are rewritten whole at every flush", async () => {
  const output = join(folder, "crate", "output");
  await mkdir(output, { recursive: true });
  const workspace = await openTemporary();
  const following = await workspace.follower.follow({ ...request(output), as: "folder", name: "output" });
  const records: string[] = [];
  // Temporary file, fsync, rename: what its atomic_write does with all it holds.
  const flush = async (name: string, more: string) => {
    const path = join(output, name);
    await writeFile(`${path}.tmp`, (await readFile(path, "utf8").catch(() => "")) + more);
    await rename(`${path}.tmp`, path);
  };
  for (let i = 0; i < 6; i++) {
    records.push(line(`c-${2 * i}`), line(`c-${2 * i + 1}`));
    await flush("events.jsonl", records.slice(-2).join(""));
    await flush("comparisons.jsonl", `{"comparison_id":"k-${i}","query":"q","candidates":[{"engine_id":"a","output":"x"}]}\n`);
    while (![...following.files.keys()].includes(join(output, "comparisons.jsonl")))
      await new Promise<void>((resolve) => {
        const stop = workspace.follower.subscribe(() => {
          stop();
          resolve();
        });
      });
    await workspace.follower.look(following);
  }
  expect(await readFile(join(workspace.paths.output, "events.jsonl"), "utf8")).toBe(records.join(""));
  const files = [...following.files.values()];
  const counts = files.map((file) => file.read()).map(({ accepted, duplicates }) => ({ accepted, duplicates }));
  expect(counts.sort((a, b) => b.accepted - a.accepted)).toEqual([
    { accepted: 12, duplicates: 0 },
    { accepted: 6, duplicates: 0 },
  ]);
  await workspace.close();
});
