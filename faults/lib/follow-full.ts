import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FaultContext } from "./fault.ts";
import { latin1, seen } from "./files.ts";
import { execution } from "./records.ts";
import { verified } from "./verify.ts";

/**
 * A followed file waits for a full disk, says so, and goes on by itself; every line is there once.
 * @param fill leaves so many bytes free, and gives a function that frees the space.
 */
export async function followOnFullDisk(
  { assay, random, violate, folder }: FaultContext,
  disk: string,
  fill: (disk: string, leftBytes: number) => Promise<() => Promise<void>>,
): Promise<void> {
  const workspace = join(disk, "follow");
  const log = join(folder, "log.jsonl");
  const quiet = "x".repeat(900);
  const lines = Array.from({ length: 1500 }, (_, i) => execution(`followed-${i}`, random).replace('"output":"o"', `"output":"${quiet}"`));
  const some = `${lines.slice(0, 10).join("\n")}\n`;
  await writeFile(log, some);
  const running = assay.start(["follow", log, "--workspace", workspace, "--acks"]);
  const offset = () => (JSON.parse(running.lines.at(-1) ?? '{"offset":0}') as { offset: number }).offset;
  if (!(await running.until(() => offset() > 0, 30_000))) violate(`nothing is followed: ${running.stderr()}`);
  const free = await fill(disk, 200_000);
  const all = `${lines.join("\n")}\n`;
  await writeFile(log, all, { flag: "r+" });
  if (!(await running.until(() => /full/.test(running.stderr()), 20_000)))
    violate(`follow says nothing of the full disk: ${running.stderr()}`);
  if (offset() >= Buffer.byteLength(all)) violate("everything was acknowledged on a full disk");
  await free();
  if (!(await running.until(() => offset() === Buffer.byteLength(all), 60_000)))
    violate(`follow does not go on when there is space: ${running.stderr()}`);
  running.kill("SIGTERM");
  const ended = await running.ended;
  if (ended.code !== 0) violate(`follow ends with ${ended.code}: ${ended.stderr}`);
  const { lines: there } = await seen(join(workspace, "output", "events.jsonl"));
  if (there.length !== lines.length || there.some((line, i) => line !== latin1(lines[i] ?? "")))
    violate("not every line is there once, in order");
  await verified(assay, workspace, violate);
}
