import { dirname, join } from "node:path";
import { type ChannelName, type Config, channelNames } from "../../contract/index.ts";
import { syncFolder } from "./files/atomic-write.ts";
import { workspaceLock } from "./files/file-lock.ts";
import { withPath } from "./files/io-error.ts";
import { type Gate, Journal } from "./files/journal.ts";
import { makeFolder } from "./files/make-folder.ts";

/** Where everything of a workspace is. */
export interface WorkspacePaths {
  root: string;
  output: string;
  models: string;
  exports: string;
  /** `.assay`: deleting it loses nothing but time. */
  cache: string;
  curation: string;
  quarantine: string;
  stats: string;
}

export function workspacePaths(root: string, output: string, config: Config): WorkspacePaths {
  return {
    root,
    output,
    models: join(root, "models"),
    exports: join(root, "exports"),
    cache: join(root, ".assay"),
    curation: join(output, "curation.jsonl"),
    quarantine: join(output, "quarantine.jsonl"),
    stats: join(output, config.json_engine.output.channels.aggregated_stats.filename),
  };
}

/**
 * Makes the folders of a workspace; new ones survive power loss, since an fsynced line in a folder that is gone would be gone too.
 * @throws AssayError naming the path, e.g. when it is a file.
 */
export async function makeFolders(paths: WorkspacePaths): Promise<void> {
  for (const folder of [
    paths.root,
    paths.output,
    paths.models,
    paths.exports,
    paths.cache,
    join(paths.cache, "log"),
    join(paths.cache, "uploads"),
  ]) {
    const first = await makeFolder(folder);
    if (first !== undefined) await withPath(folder, () => syncNewFolders(first, folder));
  }
}

/** Fsyncs the parents of every folder from the first new one down to the last. */
async function syncNewFolders(first: string, last: string): Promise<void> {
  for (let folder = last; ; folder = dirname(folder)) {
    await syncFolder(dirname(folder));
    if (folder === first || folder === dirname(folder)) return;
  }
}

export interface Journals {
  channels: Map<ChannelName, Journal>;
  quarantine: Journal;
  stats: Journal;
  /** Bytes of torn last lines that opening cut off and kept aside, by channel or file. */
  tornBytes: Map<string, number>;
  repairs: string[];
}

/** Opens the journals: of the channels that are switched on, and those the engine writes itself. */
export async function openJournals(paths: WorkspacePaths, config: Config, gate: Gate): Promise<Journals> {
  const opened: Journals = {
    channels: new Map(),
    quarantine: undefined as never,
    stats: undefined as never,
    tornBytes: new Map(),
    repairs: [],
  };
  const openOne = async (name: string, path: string) => {
    const { journal, torn, growingBytes } = await Journal.open(path, gate, workspaceLock);
    if (growingBytes > 0)
      opened.repairs.push(
        `${path} ends in half a line of ${growingBytes} bytes that another program may still be writing; it was left, and new lines go behind it.`,
      );
    if (torn) {
      opened.tornBytes.set(name, torn.bytes);
      opened.repairs.push(`${path} ended in a torn line of ${torn.bytes} bytes; it was cut off and kept in ${torn.keptAt}.`);
    }
    return journal;
  };
  try {
    for (const name of channelNames) {
      const channel = config.json_engine.output.channels[name];
      // The dataset is curation's too, so its file is open even when no samples are collected.
      if (channel.enabled || name === "training_samples")
        opened.channels.set(name, await openOne(name, join(paths.output, channel.filename)));
    }
    opened.quarantine = await openOne("quarantine", paths.quarantine);
    opened.stats = await openOne("aggregated_stats", paths.stats);
    return opened;
  } catch (thrown) {
    await closeJournals(opened);
    throw thrown;
  }
}

export async function closeJournals(journals: Journals): Promise<void> {
  for (const journal of [...journals.channels.values(), journals.quarantine, journals.stats]) await journal?.close();
}
