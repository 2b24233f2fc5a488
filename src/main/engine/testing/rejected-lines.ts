import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "./open-temporary.ts";

/** An execution that is valid, one without an engine, and one without an id. */
export const good = (id: string) =>
  `{"schema_version":1,"trace_id":"${id}","engine_id":"e","timestamp":1,"input":"","output":"","metrics":{"success":true}}`;
export const noEngine = (id: string) => good(id).replace('"engine_id":"e",', "");
export const noId = good("").replace('"trace_id":"",', "");

/** A file of these lines in a folder of its own. @returns its path. */
export async function writeLinesFile(name: string, lines: readonly string[]): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}
