import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { atomicWriteFile, type Log } from "../engine/index.ts";

/** The folder last chosen in the folder dialog, kept between starts. */
export interface LastFolder {
  read(): Promise<string | undefined>;
  write(path: string): Promise<void>;
}

/** Keeps the last folder in a file of `stateDir`. A convenience: failures to read or write it are only logged. */
export function lastFolderIn(stateDir: string, log: Log, name = "last-folder.json"): LastFolder {
  const file = join(stateDir, name);
  return {
    async read() {
      try {
        const kept: unknown = JSON.parse(await readFile(file, "utf8"));
        return typeof kept === "string" ? kept : undefined;
      } catch {
        return undefined;
      }
    },
    async write(path) {
      try {
        await atomicWriteFile(file, JSON.stringify(path), { mode: 0o600 });
      } catch (cause) {
        log("warn", "last_folder_not_kept", { cause: String(cause) });
      }
    },
  };
}
