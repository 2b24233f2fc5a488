import { statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A journal's whole lines, and the bytes after the last newline. */
export interface SeenFile {
  /** As latin1, so that every byte counts. */
  lines: string[];
  tornBytes: number;
}

/** Reads a journal from outside, of any length: a text of all of it could not be longer than 512 MB. A missing one is empty. */
export async function seen(path: string): Promise<SeenFile> {
  const bytes = await readFile(path).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === "ENOENT") return Buffer.alloc(0);
    throw thrown;
  });
  const lines: string[] = [];
  let at = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    lines.push(bytes.toString("latin1", at, end));
    at = end + 1;
  }
  return { lines, tornBytes: bytes.length - at };
}

export const latin1 = (bytes: Uint8Array | string): string =>
  (typeof bytes === "string" ? Buffer.from(bytes, "utf8") : Buffer.from(bytes)).toString("latin1");

/** The rejected lines in quarantine.jsonl, byte for byte as latin1; reports entries that cannot be read. */
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

/** Counts each line. */
export function counted(lines: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

/** Names of temporary files that a killed rewrite would leave. */
export async function leftovers(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".tmp"));
}

export const short = (line: string): string => (line.length > 100 ? `${line.slice(0, 100)}… (${line.length} bytes)` : line);

/** Size of a file in bytes; 0 if it is missing. */
export function getSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
