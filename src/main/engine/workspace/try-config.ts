import { join } from "node:path";
import { type Config, channelNames } from "../../../contract/index.ts";
import { resolveOutputFolder } from "../config/load-config.ts";
import { workspaceLock } from "../files/file-lock.ts";
import { Journal } from "../files/journal.ts";
import { openDatasetJournal } from "../files/journal-file.ts";
import { resolveLinkedFile } from "../files/linked-file.ts";
import { type Journals, makeFolders, type WorkspacePaths, workspacePaths } from "./workspace-files.ts";

interface OpenFiles {
  path: string;
  paths: WorkspacePaths;
  journals: Journals;
  followLinksTo: readonly string[];
}

/**
 * Checks, while a workspace is open, that it could be opened with another configuration: that its folders can be made and its files
 * written.
 * @throws AssayError what opening would throw: invalid_config, refused (a file where a folder should be), permission, disk_full …
 */
export async function tryConfig({ path, journals, paths: open, followLinksTo }: OpenFiles, config: Config): Promise<void> {
  const paths = await makeFolders(workspacePaths(path, await resolveOutputFolder(path, config.json_engine.output.base_path), config));
  const files = channelNames.map((name) => join(paths.output, config.json_engine.output.channels[name].filename));
  const inUse = new Set([open.curation, ...[...journals.channels.values(), journals.quarantine, journals.stats].map((one) => one.path)]);
  for (const file of [...files, paths.curation, paths.quarantine, paths.stats]) {
    if (inUse.has(await resolveLinkedFile(file, followLinksTo))) continue;
    await (await Journal.open(file, undefined, openDatasetJournal(followLinksTo), workspaceLock)).journal.close();
  }
}
