import { appendFile, chmod, chown, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, FaultContext } from "./lib/fault.ts";
import { getSize, latin1, seen } from "./lib/files.ts";
import { checkNumbered, getDurable, makeLine } from "./lib/numbered.ts";
import { execution } from "./lib/records.ts";
import { verified } from "./lib/verify.ts";

const nobody = 65_534;

/** Journals and folders that disappear or cannot be written: a clear message, no crash, nothing accepted is lost. */
export const vanishing: Fault = {
  name: "vanishing",
  kills: false,
  async run(context) {
    await away(context, "journal", "output/events.jsonl");
    await away(context, "folder", "output");
    await cacheRemoved(context);
    await changedBeneath(context);
    await unwritable(context);
  },
};

/** Removed while lines come, and put back: they wait, and then all are there. */
async function away(context: FaultContext, name: string, what: string): Promise<void> {
  const { assay, random, violate } = context;
  const workspace = join(context.folder, name);
  const path = join(workspace, what);
  const lines = Array.from({ length: 60 }, (_, i) => execution(`${name}-${i}`, random));
  const running = assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  const durable = () => (JSON.parse(running.lines.at(-1) ?? '{"durable":0}') as { durable: number }).durable;
  await running.write(Buffer.from(`${lines.slice(0, 20).join("\n")}\n`));
  await running.until(() => durable() === 20, 30_000);
  await rename(path, `${path}.away`);
  await running.write(Buffer.from(`${lines.slice(20).join("\n")}\n`));
  if (await running.until(() => durable() > 20, 1200)) violate(`lines were acknowledged while the ${name} was away`);
  if (!running.alive) violate(`collect ended when its ${name} went away: ${running.stderr()}`);
  if (!(await running.until(() => running.stderr().includes("events.jsonl"), 30_000)))
    violate(`nobody says that the ${name} is away: ${running.stderr()}`);
  await rename(`${path}.away`, path);
  running.end();
  if (!(await running.until(() => !running.alive, 15_000))) violate(`collect does not go on when the ${name} is back`);
  const { lines: there } = await seen(join(workspace, "output", "events.jsonl"));
  if (there.length !== 60 || there.some((line, i) => line !== latin1(lines[i] ?? "")))
    violate(`${there.length} of 60 lines are there after the ${name} was away`);
  await verified(assay, workspace, (message) => violate(`after the ${name} was away: ${message}`));
  context.round();
}

/** `.assay` removed while lines come: the lock is taken again, so that nobody else gets in, and collecting continues. */
async function cacheRemoved(context: FaultContext): Promise<void> {
  const { assay, violate } = context;
  const workspace = join(context.folder, "cache");
  const running = assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  const send = async (from: number, until: number) => {
    await running.write(Buffer.from(Array.from({ length: until - from }, (_, i) => `${makeLine(from + i)}\n`).join("")));
    if (!(await running.until(() => getDurable(running) === until, 30_000)))
      violate(`line ${until} is not acknowledged: ${running.stderr()}`);
  };
  await send(0, 20);
  await rm(join(workspace, ".assay"), { recursive: true, force: true });
  await send(20, 40);
  if (!(await running.until(() => getSize(join(workspace, ".assay", "lock")) > 0, 10_000))) violate("nobody takes the lock again");
  const second = await assay.run(["serve", "--workspace", workspace, "--no-open", "--json"]);
  if (second.code !== 5) violate(`a second process ends with ${second.code} after .assay was removed: ${second.stdout}`);
  await send(40, 60);
  running.end();
  const { code, stderr } = await running.ended;
  if (code !== 0) violate(`collect ends with ${code} after .assay was removed: ${stderr}`);
  await checkNumbered(workspace, 60, violate);
  await verified(assay, workspace, (message) => violate(`after .assay was removed: ${message}`));
  context.round();
}

/** A line is appended by an editor while the journal is open: it stays, and the index is in sync after opening. */
async function changedBeneath(context: FaultContext): Promise<void> {
  const { assay, random, violate } = context;
  const workspace = join(context.folder, "beneath");
  const events = join(workspace, "output", "events.jsonl");
  const lines = Array.from({ length: 40 }, (_, i) => execution(`b-${i}`, random));
  const running = assay.start(["collect", "--workspace", workspace, "--kind", "engine_execution", "--acks"]);
  const durable = () => (JSON.parse(running.lines.at(-1) ?? '{"durable":0}') as { durable: number }).durable;
  await running.write(Buffer.from(`${lines.slice(0, 20).join("\n")}\n`));
  await running.until(() => durable() === 20, 30_000);
  const byHand = execution("by-hand", random);
  await appendFile(events, `${byHand}\n`);
  await running.write(Buffer.from(`${lines.slice(20).join("\n")}\n`));
  running.end();
  if (!(await running.until(() => !running.alive, 8000))) {
    violate("collect hangs after somebody appended to its journal");
    running.kill("SIGKILL");
  }
  await running.ended;
  const acked = durable();
  const { lines: there } = await seen(events);
  const wanted = [...lines.slice(0, 20), byHand, ...lines.slice(20, acked)].map(latin1);
  if (there.length < wanted.length || wanted.some((line) => !there.includes(line)))
    violate(`lines are missing after somebody appended to the open journal`);
  await verified(assay, workspace, (message) => violate(`after somebody appended to the open journal: ${message}`), {
    windows: false,
  });
  context.round();
}

/** A folder that this user may not write to: refused by name. Root may write everything, so another user tries. */
async function unwritable(context: FaultContext): Promise<void> {
  if (process.getuid?.() !== 0) {
    context.skip("an unwritable folder (to try as another user takes root)");
    return;
  }
  const { assay, violate } = context;
  const home = join(context.folder, "nobody");
  const workspace = join(home, "w");
  await mkdir(join(workspace, "output"), { recursive: true });
  for (let folder = home; folder.length > "/tmp".length; folder = join(folder, "..")) await chmod(folder, 0o755);
  await chown(home, nobody, nobody);
  await chown(workspace, nobody, nobody);
  await chmod(join(workspace, "output"), 0o555);
  const ended = await assay.run(["collect", "--workspace", workspace, "--kind", "engine_execution"], {
    uid: nobody,
    env: { HOME: home },
    stdin: Buffer.from("{}\n"),
  });
  if (ended.code === 1 && /EACCES.*(cli|node_modules)/s.test(ended.stderr))
    context.skip("an unwritable folder (the program itself may not be read by another user)");
  else if (ended.code !== 6 || !ended.stderr.includes(join(workspace, "output")))
    violate(`collecting into a folder that may not be written ends with ${ended.code}: ${ended.stderr}`);
  context.round();
}
