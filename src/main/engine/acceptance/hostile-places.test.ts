import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { customMapping } from "../testing/custom-mapping.ts";
import {
  copyWorkspace,
  describeTree,
  type HostileKind,
  type HostilePlace,
  hostilePlaces,
  kindsFor,
  makeVictims,
  putHostile,
} from "../testing/hostile-places.ts";
import { needs } from "../testing/needs.ts";
import { openTemporary } from "../testing/open-temporary.ts";

/** Whatever lies in any place of a workspace: nothing outside changes, nothing waits for ever, and what is wrong is said. */

const child = fileURLToPath(new URL("../testing/open-hostile.child.ts", import.meta.url));
/** Generous: a child that is not through by then waits for something that never comes. */
const killAfterMs = 300_000;

let root: string;
let template: string;
const servers: Server[] = [];

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "hp-")));
  template = join(root, "template");
  const workspace = await openTemporary({ path: template });
  const source = join(root, "source.jsonl");
  const lines = [
    { engine_id: "a", output: "o", success: true, metrics: { latency_ms: 5 } },
    {
      comparison_id: "c",
      query: "q",
      candidates: [
        { engine_id: "a", output: "x" },
        { engine_id: "b", output: "y" },
      ],
    },
    { sample_id: "s", input: "i", output: "o", tier: "gold" },
  ];
  await writeFile(source, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  await workspace.importFile(source, { kind: "auto", keepDuplicates: false });
  // So that curation.jsonl names a file of output/replaced.
  const rows = join(root, "rows.jsonl");
  await writeFile(rows, `${JSON.stringify({ model: "m", ask: "q", answer: "a", at: 1_764_145_200, took: 1 })}\n`);
  for (const unit of ["ms", "s"] as const)
    await workspace.importFile(rows, { kind: "auto", keepDuplicates: false, plan: customMapping(unit), earlier: "replace" });
  await workspace.close();
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(root, { recursive: true, force: true });
});

async function openAll(paths: readonly string[]): Promise<Map<string, string[]>> {
  const running = spawn(process.execPath, [child, ...paths], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  running.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  running.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const timer = setTimeout(() => running.kill("SIGKILL"), killAfterMs);
  const [code, signal] = await once(running, "close");
  clearTimeout(timer);
  expect({ code, signal, err }, out).toEqual({ code: 0, signal: null, err: "" });
  return new Map(
    out
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { path: string; said: string[] })
      .map(({ path, said }) => [path, said]),
  );
}

interface Prepared {
  victims: string;
  /** The victims as they were. */
  before: string;
  workspaces: { path: string; kind: HostileKind }[];
}

/** Every kind of thing in that place, each in a workspace of its own. */
async function prepare(place: HostilePlace): Promise<Prepared> {
  const folder = await mkdtemp(join(root, "w"));
  const victims = await makeVictims(join(folder, "v"));
  const workspaces: Prepared["workspaces"] = [];
  for (const [i, kind] of kindsFor(place).entries()) {
    const path = join(folder, String(i));
    await copyWorkspace(template, path);
    await putHostile(path, place, kind, victims, servers);
    workspaces.push({ path, kind });
  }
  return { victims: join(folder, "v"), before: await describeTree(join(folder, "v")), workspaces };
}

needs.posix.describe("a hostile workspace", () => {
  // One process opens them all: its start takes longer than they do.
  const prepared = new Map<HostilePlace, Prepared>();
  let said: Map<string, string[]>;
  beforeAll(async () => {
    for (const place of hostilePlaces) prepared.set(place, await prepare(place));
    said = await openAll([...prepared.values()].flatMap(({ workspaces }) => workspaces.map(({ path }) => path)));
  }, killAfterMs + 60_000);

  it.each(hostilePlaces.map((place) => [place.path, place] as const))("%s", async (_, place) => {
    const { victims, before, workspaces } = prepared.get(place) as Prepared;
    expect(await describeTree(victims)).toBe(before);
    expect(workspaces.filter(({ path }) => !said.has(path))).toEqual([]);
    if (place.isIgnored) return;
    // Of the index it is enough that it is built again, and of the output folder that its setting is named.
    const names = (sentence: string, path: string) =>
      sentence.includes(join(path, place.path)) ||
      /The index was (damaged|not made by this Assay)|json_engine\.output\.base_path/.test(sentence);
    const silent = workspaces.filter(({ path }) => !said.get(path)?.some((sentence) => names(sentence, path)));
    expect(silent.map(({ path, kind }) => ({ kind, said: said.get(path) }))).toEqual([]);
  });
});
