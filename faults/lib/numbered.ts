import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Running } from "./assay.ts";
import { seen } from "./files.ts";

/** Lines of 2 kB computed from their number, so that many can be sent and checked without storing them. */
const filler = "x".repeat(1850);
export const makeLine = (i: number): string =>
  `{"schema_version":1,"trace_id":"numbered-${String(i).padStart(9, "0")}","engine_id":"e${i % 5}","timestamp":1670000000,"input":"${filler}","output":"o","metrics":{"latency_ms":${100 + (i % 900)},"success":true}}`;

/** Length of each line, with its newline. */
export const numberedBytes = makeLine(0).length + 1;

const linesAWrite = 32;

/** The number of lines that `collect --acks` has acknowledged. */
export function getDurable(running: Running): number {
  return (JSON.parse(running.lines.at(-1) ?? '{"durable":0}') as { durable: number }).durable;
}

/** Sends `count` lines as fast as they are accepted, numbered from `first` on. @returns the maximum number of accepted, unacknowledged lines. */
export async function pour(running: Running, count: number, first = 0): Promise<number> {
  let maxInFlight = 0;
  for (let sent = 0; sent < count && running.alive; ) {
    const until = Math.min(count, sent + linesAWrite);
    let text = "";
    for (; sent < until; sent++) text += `${makeLine(first + sent)}\n`;
    await running.write(Buffer.from(text));
    maxInFlight = Math.max(maxInFlight, sent - getDurable(running));
  }
  return maxInFlight;
}

/** A file of the first `count` lines. */
export async function numberedFile(folder: string, count: number): Promise<string> {
  const path = join(folder, "numbered.jsonl");
  await writeFile(
    path,
    Array.from({ length: count }, (_, i) => `${makeLine(i)}\n`),
  );
  return path;
}

/** Checks that a journal is the first lines in order, at least `least` of them. @returns how many. */
export async function checkNumbered(workspace: string, least: number, violate: (message: string) => void): Promise<number> {
  const { lines } = await seen(join(workspace, "output", "events.jsonl"));
  const wrong = lines.findIndex((line, i) => line !== makeLine(i));
  if (wrong >= 0) violate(`line ${wrong + 1} of events.jsonl is not the one that was sent there: ${lines[wrong]?.slice(0, 60)}`);
  if (lines.length < least) violate(`${least} lines were acknowledged, and ${lines.length} are there`);
  return lines.length;
}
