import { join } from "node:path";
import { AssayError } from "../../../contract/index.ts";
import { configFileName } from "../config/load-config.ts";
import { withPath } from "../files/io-error.ts";
import { statNamed } from "../files/named-file.ts";
import { cacheFolder } from "../files/upload-folder.ts";

/**
 * Whether a folder was used as a workspace: it holds a configuration or Assay's own folder. An `output/events.jsonl` alone may be anybody's,
 * and a command that writes would append to it.
 */
export async function isWorkspace(folder: string): Promise<boolean> {
  const [config, cache] = await Promise.all([configFileName, cacheFolder].map((name) => statNamed(join(folder, name)).catch(() => null)));
  return config?.isFile() === true || cache?.isDirectory() === true;
}

export type PathKind = "file" | "folder" | "workspace";

/** What a path that a person names leads to. @throws AssayError not_found, permission; refused when it is neither a file nor a folder. */
export async function findPathKind(path: string): Promise<PathKind> {
  const stats = await withPath(path, () => statNamed(path));
  if (stats.isDirectory()) return (await isWorkspace(path)) ? "workspace" : "folder";
  if (stats.isFile()) return "file";
  throw new AssayError("refused", `${path} is neither a file nor a folder.`, { fix: "Open a JSONL file or a workspace's folder." });
}
