import { statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A journal as it lies there: whole lines, and what stands behind the last newline. */
export interface SeenFile {
  /** As latin1, so that every byte counts. */
  lines: string[];
  tornBytes: number;
}

/** Reads a journal from outside. A missing one is empty. */
export async function seen(path: string): Promise<SeenFile> {
  const text = await readFile(path, "latin1").catch(() => "");
  const parts = text.split("\n");
  const torn = parts.pop() ?? "";
  return { lines: parts, tornBytes: torn.length };
}

export const latin1 = (bytes: Uint8Array | string): string =>
  (typeof bytes === "string" ? Buffer.from(bytes, "utf8") : Buffer.from(bytes)).toString("latin1");

/** The refused lines in quarantine.jsonl, byte for byte as latin1; entries that cannot be read are told. */
export async function quarantined(workspace: string, violate: (message: string) => void): Promise<string[]> {
  const { lines } = await seen(join(workspace, "output", "quarantine.jsonl"));
  return lines.flatMap((line) => {
    try {
      const entry = JSON.parse(Buffer.from(line, "latin1").toString("utf8")) as { raw?: string; raw_base64?: string };
      if (entry.raw !== undefined) return [latin1(entry.raw)];
      if (entry.raw_base64 !== undefined) return [latin1(Buffer.from(entry.raw_base64, "base64"))];
    } catch {}
    violate(`quarantine.jsonl holds a line that is no entry: ${line.slice(0, 120)}`);
    return [];
  });
}

/** How often each line is there. */
export function counted(lines: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** Names of files that a killed rewrite would leave behind. */
export async function leftovers(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".tmp"));
}

export const short = (line: string): string => (line.length > 100 ? `${line.slice(0, 100)}… (${line.length} bytes)` : line);

/** Bytes of a file; 0 when it is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
