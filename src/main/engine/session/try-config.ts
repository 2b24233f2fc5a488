import { join } from "node:path";
import { type Config, channelNames } from "../../../contract/index.ts";
import { resolveOutputFolder } from "../config/load-config.ts";
import { workspaceLock } from "../files/file-lock.ts";
import { Journal } from "../files/journal.ts";
import type { Workspace } from "../workspace.ts";
import { makeFolders, workspacePaths } from "../workspace-files.ts";

/**
 * Asks, while a workspace is still open, whether it could be opened with another configuration: its folders can be made and its
 * files be written.
 * @throws AssayError what opening would throw: invalid_config, refused (a file where a folder should be), permission, disk_full …
 */
export async function tryConfig({ path, journals, paths: open }: Workspace, config: Config): Promise<void> {
  const paths = workspacePaths(path, await resolveOutputFolder(path, config.json_engine.output.base_path), config);
  await makeFolders(paths);
  const files = channelNames.map((name) => join(paths.output, config.json_engine.output.channels[name].filename));
  const inUse = new Set([open.curation, ...[...journals.channels.values(), journals.quarantine, journals.stats].map((one) => one.path)]);
  for (const file of [...files, paths.curation, paths.quarantine, paths.stats]) {
    if (!inUse.has(file)) await (await Journal.open(file, undefined, workspaceLock)).journal.close();
  }
}
