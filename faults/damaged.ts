import { appendFile, cp, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "./lib/assay.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { seen } from "./lib/files.ts";
import { comparison, execution, sample } from "./lib/records.ts";
import { openOnce, verified } from "./lib/verify.ts";

interface Case {
  name: string;
  damage(at: { workspace: string; output: string; context: FaultContext }): Promise<void>;
  /** "ok": the next opening repairs it. "told": verify names it. "refused": the workspace does not open and is unchanged. */
  outcome: "ok" | "told" | "refused";
  /** What the message must mention. */
  names?: string;
  /** Lines of events.jsonl afterwards. */
  events?: number;
}

const eventCount = 400;
const line = (workspace: string, name: string) => join(workspace, "output", name);

const cases: readonly Case[] = [
  {
    name: "random bytes in the index",
    outcome: "ok",
    damage: ({ workspace, context }) => scribble(join(workspace, ".assay", "index.duckdb"), context),
  },
  {
    name: "an index of other bytes",
    outcome: "ok",
    damage: ({ workspace, context }) => writeFile(join(workspace, ".assay", "index.duckdb"), context.random.bytes(5000)),
  },
  { name: "an empty index", outcome: "ok", damage: ({ workspace }) => truncate(join(workspace, ".assay", "index.duckdb"), 0) },
  { name: "an index cut in half", outcome: "ok", damage: ({ workspace }) => truncate(join(workspace, ".assay", "index.duckdb"), 300_000) },
  {
    name: "a log of the index with random bytes",
    outcome: "ok",
    damage: ({ workspace, context }) => writeFile(join(workspace, ".assay", "index.duckdb.wal"), context.random.bytes(3000)),
  },
  {
    name: "random bytes in the lock",
    outcome: "ok",
    damage: ({ workspace, context }) => writeFile(join(workspace, ".assay", "lock"), context.random.bytes(200)),
  },
  {
    name: "random bytes in models.json",
    outcome: "told",
    names: "models.json",
    damage: ({ workspace, context }) => writeFile(join(workspace, "models", "models.json"), context.random.bytes(200)),
  },
  {
    name: "random bytes in the configuration",
    outcome: "refused",
    names: "assay.config.json",
    damage: ({ workspace, context }) => writeFile(join(workspace, "assay.config.json"), context.random.bytes(200)),
  },
  {
    name: "a torn last line",
    outcome: "ok",
    events: eventCount - 1,
    damage: async ({ output }) => truncate(join(output, "events.jsonl"), (await readFile(join(output, "events.jsonl"))).length - 7),
  },
  {
    name: "a journal cut in the middle",
    outcome: "ok",
    damage: async ({ output }) =>
      truncate(join(output, "events.jsonl"), Math.floor((await readFile(join(output, "events.jsonl"))).length / 2)),
  },
  { name: "an empty journal", outcome: "ok", events: 0, damage: ({ output }) => truncate(join(output, "events.jsonl"), 0) },
  {
    name: "a good line written in by hand",
    outcome: "ok",
    events: eventCount + 1,
    damage: ({ output, context }) => appendFile(join(output, "events.jsonl"), `${execution("by-hand", context.random)}\n`),
  },
  {
    name: "a bad line written in by hand",
    outcome: "told",
    names: "events.jsonl",
    events: eventCount + 1,
    damage: ({ output }) => appendFile(join(output, "events.jsonl"), "by hand\n"),
  },
  {
    name: "a line taken out by hand",
    outcome: "ok",
    events: eventCount - 1,
    damage: async ({ output }) => edit(join(output, "events.jsonl"), (lines) => lines.filter((_, i) => i !== 200)),
  },
  {
    name: "a record changed by hand to one as long",
    outcome: "told",
    names: "events",
    damage: async ({ output }) =>
      edit(join(output, "events.jsonl"), (lines) => lines.map((one, i) => (i === 200 ? one.replace('"output":"o"', '"output":"p"') : one))),
  },
  {
    name: "random bytes at the end of curation.jsonl",
    outcome: "ok",
    damage: ({ output, context }) =>
      appendFile(
        join(output, "curation.jsonl"),
        context.random.bytes(50).filter((byte) => byte !== 10),
      ),
  },
  {
    name: "a line of random bytes in curation.jsonl",
    outcome: "told",
    names: "curation.jsonl",
    damage: ({ output, context }) =>
      appendFile(
        join(output, "curation.jsonl"),
        Buffer.concat([Buffer.from(context.random.bytes(50).filter((byte) => byte !== 10)), Buffer.from("\n")]),
      ),
  },
  {
    name: "a bad line in quarantine.jsonl",
    outcome: "told",
    names: "quarantine.jsonl",
    damage: ({ output }) => appendFile(join(output, "quarantine.jsonl"), "by hand\n"),
  },
  {
    name: "a bad line in aggregated_stats.jsonl",
    outcome: "ok",
    damage: ({ output }) => appendFile(join(output, "aggregated_stats.jsonl"), '{"half":'),
  },
  {
    name: "a folder where a journal should be",
    outcome: "refused",
    names: "comparisons.jsonl",
    damage: async ({ output }) => {
      await rm(join(output, "comparisons.jsonl"));
      await mkdir(join(output, "comparisons.jsonl"));
    },
  },
  {
    name: "a device where a journal should be",
    outcome: "refused",
    names: "comparisons.jsonl",
    damage: async ({ output }) => {
      await rm(join(output, "comparisons.jsonl"));
      await symlink("/dev/null", join(output, "comparisons.jsonl"));
    },
  },
];

/** Damaged files: the index is rebuilt; others are named, and none of their bytes is lost silently. */
export const damaged: Fault = {
  name: "damaged",
  kills: false,
  async run(context) {
    const { assay, random, folder } = context;
    const source = join(folder, "source.jsonl");
    const lines = [
      ...Array.from({ length: eventCount }, (_, i) => execution(`e${i}`, random)),
      ...Array.from({ length: 20 }, (_, i) => comparison(`c${i}`, random)),
      ...Array.from({ length: 20 }, (_, i) => sample(`s${i}`, random)),
    ];
    await writeFile(source, `${lines.join("\n")}\n`);
    const template = join(folder, "template");
    const { code, stderr } = await assay.run(["import", source, "--workspace", template, "--json"]);
    if (code !== 0) throw new Error(`the import before the damage failed: ${stderr}`);
    for (const [i, one] of cases.entries()) {
      if (context.late()) return;
      const workspace = join(folder, `w${i}`);
      await cp(template, workspace, { recursive: true });
      // A copied index is not trusted; opening once rebuilds it.
      await openOnce(context.assay, workspace);
      await one.damage({ workspace, output: join(workspace, "output"), context });
      await look(context, one, workspace);
      await rm(workspace, { recursive: true, force: true });
      context.round();
    }
  },
};

async function look(context: FaultContext, one: Case, workspace: string): Promise<void> {
  const violate = (message: string) => context.violate(`${one.name}: ${message}`);
  const before = await listSizes(workspace);
  const verify = () => context.assay.run(["verify", "--workspace", workspace, "--json"]);
  const told = one.outcome === "told" ? await verify() : null;
  const opened = await openOnce(context.assay, workspace);
  const ended = told ?? (one.outcome === "refused" ? opened : await verify());
  const said = ended.stdout + ended.stderr;
  if (ended.code === 70 || ended.code === null || /\n\s+at /.test(ended.stderr)) violate(`a crash: ${ended.code ?? ended.signal}: ${said}`);
  if (one.names && !said.includes(one.names)) violate(`nobody names ${one.names}: ${said.slice(0, 400)}`);
  if (one.outcome === "refused" && ([0, 1, null].includes(ended.code) || said === ""))
    violate(`it was opened (${ended.code}): ${said.slice(0, 400)}`);
  if (one.outcome === "told" && !isOk(ended, false)) violate(`verify does not tell (${ended.code}): ${said.slice(0, 400)}`);
  // A stale window record must not recount executions, so only the journals are checked here.
  if (one.outcome === "ok" && !isOk(ended, true)) violate(`verify is not content (${ended.code}): ${said.slice(0, 400)}`);
  const after = await listSizes(workspace);
  for (const [name, bytes] of before) {
    const kept = after.get(name);
    // Every byte is where it was, or set aside.
    const aside = [...after].filter(([other]) => other.startsWith(`${name}.`)).reduce((sum, [, size]) => sum + size, 0);
    if ((kept ?? 0) + aside < bytes) violate(`${bytes - (kept ?? 0) - aside} bytes of ${name} are gone`);
  }
  if (one.events !== undefined) {
    const { lines } = await seen(line(workspace, "events.jsonl"));
    if (lines.length !== one.events) violate(`events.jsonl has ${lines.length} lines instead of ${one.events}`);
  }
  if (one.name === "a record changed by hand to one as long") {
    const repaired = await context.assay.run(["verify", "--workspace", workspace, "--repair", "--json"]);
    if (!isOk(repaired, true)) violate(`verify --repair does not mend it: ${repaired.stdout}`);
    await verified(context.assay, workspace, violate, { windows: false });
  }
}

function isOk(ended: Ended, ok: boolean): boolean {
  try {
    return (JSON.parse(ended.stdout) as { ok: boolean }).ok === ok && ended.code === (ok ? 0 : 1);
  } catch {
    return false;
  }
}

async function listSizes(workspace: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const folder of ["output", "models", "."]) {
    for (const name of await readdir(join(workspace, folder))) {
      const there = await stat(join(workspace, folder, name));
      if (there.isFile()) sizes.set(join(folder, name), there.size);
    }
  }
  return sizes;
}

async function scribble(path: string, { random }: FaultContext): Promise<void> {
  const bytes = await readFile(path);
  for (let i = 0; i < 400; i++) bytes[random.below(Math.min(bytes.length, 400_000))] = random.below(256);
  await writeFile(path, bytes);
}

async function edit(path: string, change: (lines: string[]) => string[]): Promise<void> {
  const lines = (await readFile(path, "utf8")).split("\n").slice(0, -1);
  await writeFile(path, `${change(lines).join("\n")}\n`);
}
