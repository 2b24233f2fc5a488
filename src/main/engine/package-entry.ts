import { silentLog } from "./base/log.ts";
import type { OpenOptions } from "./workspace/open-storage.ts";
import { openWorkspace as openWith } from "./workspace/open-workspace.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** What `import … from "assay"` gives: the engine, for a program that embeds it. Hosts inside Assay import index.ts. */

export {
  AssayError,
  type ChannelName,
  type Config,
  type ErrorCode,
  type ErrorValue,
  type RecordKind,
  type Tier,
} from "../../contract/index.ts";
export * from "./index.ts";

const isSource = import.meta.url.endsWith(".ts");

/** The worker that `openWorkspace` starts; built, it lies beside this file. */
export const importWorkerUrl = new URL(isSource ? "./workspace/import-worker.ts" : "./import-worker.js", import.meta.url);

/**
 * Opens a workspace: `openWorkspace` of the engine, with the package's own worker and a log that keeps nothing unless others are given.
 * @throws AssayError in_use (with the owner's pid), invalid_config, newer, damaged, permission, refused, io.
 */
export function openWorkspace(options: Omit<OpenOptions, "importWorkerUrl" | "log"> & Partial<OpenOptions>): Promise<Workspace> {
  return openWith({ importWorkerUrl, log: silentLog, ...options });
}
