import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { listNotes, steps } from "./lib/curated.ts";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { counted, latin1, seen, short } from "./lib/files.ts";
import { followOnFullDisk } from "./lib/follow-full.ts";
import { comparison, execution, sample } from "./lib/records.ts";
import { openOnce, verified } from "./lib/verify.ts";
import { serve } from "./lib/web.ts";

const run = promisify(execFile);
const diskMb = 24;
const quiet = "x".repeat(900);

/** A file system of a few megabytes that fills up and is freed again. */
export const diskFull: Fault = {
  name: "disk-full",
  kills: false,
  async run(context) {
    const disk = join(context.folder, "disk");
    await mkdir(disk);
    try {
      await run("mount", ["-t", "tmpfs", "-o", `size=${diskMb}m`, "assay-faults", disk]);
    } catch {
      context.skip("no small file system could be mounted (that takes root)");
      return;
    }
    try {
      for (const work of [collecting, following, importing, adding, curating, exporting]) {
        await work(context, disk);
        for (const name of await readdir(disk)) await rm(join(disk, name), { recursive: true, force: true });
        context.round();
      }
    } finally {
      await context.assay.endAll();
      await run("umount", [disk]).catch(() => run("umount", ["-l", disk]));
    }
  },
};

/** Leaves so many bytes free. @returns a function that frees the space. */
async function fill(disk: string, leftBytes: number): Promise<() => Promise<void>> {
  const { bavail, bsize } = await statfs(disk);
  const path = join(disk, "ballast");
  await writeFile(path, Buffer.alloc(Math.max(0, bavail * bsize - leftBytes)));
  return () => rm(path);
}

/** Acknowledgements stop, nothing is lost, and they resume by themselves. */
async function collecting(context: FaultContext, disk: string): Promise<void> {
  const { assay, random, violate } = context;
  const workspace = join(disk, "collect");
  const running = assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  const durable = () => (JSON.parse(running.lines.at(-1) ?? '{"durable":0}') as { durable: number }).durable;
  const lines = Array.from({ length: 1500 }, (_, i) => execution(`full-${i}`, random).replace('"output":"o"', `"output":"${quiet}"`));
  await running.write(Buffer.from(`${lines.slice(0, 10).join("\n")}\n`));
  await running.until(() => durable() === 10, 30_000);
  const free = await fill(disk, 200_000);
  const writing = running.write(Buffer.from(`${lines.slice(10).join("\n")}\n`)).then(() => running.end());
  await running.until(() => false, 2000);
  const before = durable();
  if (before >= lines.length) violate("everything was acknowledged on a full disk");
  if (!running.alive) violate(`collect ended on a full disk: ${running.stderr()}`);
  if (!/full/.test(running.stderr())) violate(`collect says nothing of the full disk on stderr: ${running.stderr()}`);
  const there = counted((await seen(join(workspace, "output", "events.jsonl"))).lines);
  for (const line of lines.slice(0, before)) if (there.get(latin1(line)) !== 1) violate(`acknowledged and not there once: ${short(line)}`);
  await free();
  await writing;
  if (!(await running.until(() => !running.alive, 20_000))) violate("collect does not go on when there is space again");
  const ended = await running.ended;
  if (ended.code !== 0 || durable() !== lines.length) violate(`collect ends with ${ended.code} after ${durable()} lines: ${ended.stderr}`);
  const { lines: all } = await seen(join(workspace, "output", "events.jsonl"));
  if (all.length !== lines.length || all.some((line, i) => line !== latin1(lines[i] ?? "")))
    violate("not every line is there once, in order");
  await verified(assay, workspace, violate);
}

const following = (context: FaultContext, disk: string) => followOnFullDisk(context, disk, fill);

/** The import stops with a message; importing again adds what was missing. */
async function importing(context: FaultContext, disk: string): Promise<void> {
  const { assay, random, violate, folder } = context;
  const workspace = join(disk, "import");
  const source = join(folder, "source.jsonl");
  const lines = Array.from({ length: 3000 }, (_, i) => execution(`i-${i}`, random).replace('"output":"o"', `"output":"${quiet}"`));
  const few = lines.filter((line) => line.length < 2000);
  await writeFile(source, `${few.join("\n")}\n`);
  await openOnce(assay, workspace);
  await assay.run(["import", "/dev/null", "--workspace", workspace]);
  const free = await fill(disk, 700_000);
  const failed = await assay.run(["import", source, "--workspace", workspace, "--json"]);
  if (failed.code !== 6 || !/full/.test(failed.stderr)) violate(`an import on a full disk ends with ${failed.code}: ${failed.stderr}`);
  const { lines: part } = await seen(join(workspace, "output", "events.jsonl"));
  if (part.some((line, i) => line !== latin1(few[i] ?? ""))) violate("what the stopped import left is not a beginning of the file");
  await free();
  const again = await assay.run(["import", source, "--workspace", workspace, "--json"]);
  if (again.code !== 0) violate(`the import with space ends with ${again.code}: ${again.stderr}`);
  const { lines: all } = await seen(join(workspace, "output", "events.jsonl"));
  if (all.length !== few.length) violate(`${all.length} of ${few.length} lines are there`);
  await verified(assay, workspace, violate);
}

/** A model that does not fit is refused and leaves nothing. */
async function adding({ assay, random, violate, folder }: FaultContext, disk: string): Promise<void> {
  const workspace = join(disk, "models");
  const source = join(folder, "model.gguf");
  await writeFile(source, Buffer.concat([random.bytes(32), Buffer.alloc(3_000_000)]));
  await assay.run(["import", "/dev/null", "--workspace", workspace]);
  const free = await fill(disk, 2_000_000);
  const failed = await assay.run(["models", "add", source, "--workspace", workspace, "--json"]);
  if (failed.code !== 6 || !/nothing was stored/i.test(failed.stderr))
    violate(`models add on a full disk ends with ${failed.code}: ${failed.stderr}`);
  const left = (await readdir(join(workspace, "models"))).filter((name) => name !== "models.json");
  if (left.length > 0) violate(`models/ holds ${left.join(", ")} after a refused model`);
  await free();
  const again = await assay.run(["models", "add", source, "--workspace", workspace, "--json"]);
  if (again.code !== 0) violate(`models add with space ends with ${again.code}: ${again.stderr}`);
  const checked = await assay.run(["models", "verify", "--workspace", workspace]);
  if (checked.code !== 0) violate(`models verify: ${checked.stdout}`);
}

/** A decision that cannot be written fails; the same process accepts it once there is space. */
async function curating(context: FaultContext, disk: string): Promise<void> {
  const { assay, random, violate, folder } = context;
  const workspace = join(disk, "curate");
  const source = join(folder, "comparisons.jsonl");
  await writeFile(source, `${Array.from({ length: 5 }, (_, i) => comparison(`c${i}`, random)).join("\n")}\n`);
  await assay.run(["import", source, "--workspace", workspace]);
  const served = await serve(assay, workspace);
  const page = await served.call("comparisons.list", { filter: {}, limit: 5 });
  const keys = page?.ok ? (page.value.rows as { key: string }[]).map((row) => row.key) : [];
  const [key, ...others] = keys;
  const answered: string[] = [];
  const note = async (text: string) => {
    const answer = await served.call("curation.apply", { actions: [{ type: "note", comparison: key, note: text }] });
    if (answer?.ok) answered.push(text);
    return answer;
  };
  await note("before");
  const free = await fill(disk, 0);
  const long = await note(`full ${"z".repeat(9000)}`);
  if (long?.ok !== false || long.error.code !== "disk_full")
    violate(`a decision on a full disk is answered ${JSON.stringify(long)?.slice(0, 200)}`);
  // Small ones may still fit into the log when the index has no space.
  let decided = 0;
  for (const comparison of others) {
    const answer = await served.call("curation.apply", { actions: [{ type: "tie", comparison }] });
    if (answer?.ok) decided++;
  }
  const reviewed = async () => {
    const all = await served.call("comparisons.list", { filter: { reviewed: true }, limit: 5 });
    return all?.ok ? `${all.value.reviewedTotal} ${all.value.total} ${(all.value.rows as unknown[]).length}` : JSON.stringify(all);
  };
  const expected = `${decided} ${decided} ${decided}`;
  if ((await reviewed()) !== expected) violate(`${decided} decisions were answered on a full disk, and the list says ${await reviewed()}`);
  // About a second after a decision the dataset file is flushed and the index rows are replaced.
  await served.running.until(() => false, 1500);
  if ((await reviewed()) !== expected) violate(`after a flush on a full disk the list says ${await reviewed()}, not ${expected}`);
  await free();
  const after = await note("after");
  if (after?.ok !== true) violate(`a decision with space is answered ${JSON.stringify(after)}`);
  served.running.kill("SIGTERM");
  const ended = await served.running.ended;
  if (ended.code !== 0) violate(`serve ends with ${ended.code}: ${ended.stderr}`);
  const notes = listNotes(await steps(workspace, violate));
  if (notes.join() !== answered.join()) violate(`answered ${answered.join()}, and curation.jsonl says ${notes.map(short).join()}`);
  await verified(assay, workspace, violate);
}

/** An export that does not fit is refused and leaves nothing; one that would replace another leaves that as it was. */
async function exporting({ assay, random, violate, folder }: FaultContext, disk: string): Promise<void> {
  const workspace = join(disk, "export");
  const source = join(folder, "samples.jsonl");
  await writeFile(source, `${Array.from({ length: 400 }, (_, i) => sample(`s${i}`, random)).join("\n")}\n`);
  await assay.run(["import", source, "--workspace", workspace]);
  const out = join(disk, "out", "dataset");
  const run = (target: string) => assay.run(["export", "--workspace", workspace, "--target", target, "--out", out, "--force"]);
  for (const target of ["jsonl", "parquet"]) {
    // The first has nothing to replace, the second the first.
    const before = await readTree(join(disk, "out"));
    const free = await fill(disk, 30_000);
    const failed = await run(target);
    if (failed.code !== 6 || !/full/.test(failed.stderr)) violate(`${target} on a full disk ends with ${failed.code}: ${failed.stderr}`);
    const after = await readTree(join(disk, "out"));
    if (after !== before) violate(`${target} on a full disk leaves ${after || "nothing"} where ${before || "nothing"} was`);
    await free();
    const again = await run(target);
    if (again.code !== 0) violate(`${target} with space ends with ${again.code}: ${again.stderr}`);
  }
  await verified(assay, workspace, violate);
}

/** Every file below a folder with the digest of its bytes, one a line. "" where there is none. */
async function readTree(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const digests = files.sort().map(
    async (path) =>
      `${path} ${createHash("sha256")
        .update(await readFile(path))
        .digest("hex")}`,
  );
  return (await Promise.all(digests)).join("\n");
}
