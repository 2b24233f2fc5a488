import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Running } from "./assay.ts";
import { seen } from "./files.ts";

/** Lines of 2 KB that follow from their number, so that many can be sent and checked without being kept. */
const filler = "x".repeat(1850);
export const lineOf = (i: number): string =>
  `{"schema_version":1,"trace_id":"numbered-${String(i).padStart(9, "0")}","engine_id":"e${i % 5}","timestamp":1670000000,"input":"${filler}","output":"o","metrics":{"latency_ms":${100 + (i % 900)},"success":true}}`;

/** With the newline. All are as long. */
export const numberedBytes = lineOf(0).length + 1;

const linesAWrite = 32;

/** How many lines a `collect --acks` has told are on disk. */
export function durableOf(running: Running): number {
  return (JSON.parse(running.lines.at(-1) ?? '{"durable":0}') as { durable: number }).durable;
}

/** Sends lines as fast as they are taken. @returns how many were taken and not told to be durable, at most. */
export async function pour(running: Running, count: number): Promise<number> {
  let mostInFlight = 0;
  for (let sent = 0; sent < count && running.alive; ) {
    const until = Math.min(count, sent + linesAWrite);
    let text = "";
    for (; sent < until; sent++) text += `${lineOf(sent)}\n`;
    await running.write(Buffer.from(text));
    mostInFlight = Math.max(mostInFlight, sent - durableOf(running));
  }
  return mostInFlight;
}

/** A file of the first `count` lines. */
export async function numberedFile(folder: string, count: number): Promise<string> {
  const path = join(folder, "numbered.jsonl");
  await writeFile(
    path,
    Array.from({ length: count }, (_, i) => `${lineOf(i)}\n`),
  );
  return path;
}

/** Looks whether a journal is the first lines, at least so many of them, in order. @returns how many. */
export async function checkNumbered(workspace: string, least: number, violate: (message: string) => void): Promise<number> {
  const { lines } = await seen(join(workspace, "output", "events.jsonl"));
  const wrong = lines.findIndex((line, i) => line !== lineOf(i));
  if (wrong >= 0) violate(`line ${wrong + 1} of events.jsonl is not the one that was sent there: ${lines[wrong]?.slice(0, 60)}`);
  if (lines.length < least) violate(`${least} lines were acknowledged, and ${lines.length} are there`);
  return lines.length;
}
