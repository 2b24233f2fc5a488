import { mkdirSync } from "node:fs";
import nodeModule from "node:module";
import { join } from "node:path";
import { defaultStateDir } from "../engine/index.ts";

/**
 * Keeps compiled code in the user's own state folder, so that every start but the first skips that work. Not in Node's default place, the shared
 * temporary folder: what lies in the cache is run. Without a folder to write to, nothing is kept.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>>): void {
  // Came with Node 22.
  if (nodeModule.enableCompileCache === undefined) return;
  const folder = join(defaultStateDir(env, process.platform), "compile-cache");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return;
  }
  nodeModule.enableCompileCache(folder);
}
