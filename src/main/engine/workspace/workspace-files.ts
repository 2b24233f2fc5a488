import { dirname, join, relative } from "node:path";
import { type ChannelName, type Config, channelNames } from "../../../contract/index.ts";
import { syncFolder } from "../files/durable-write.ts";
import { workspaceLock } from "../files/file-lock.ts";
import { makeFolderInside } from "../files/inside.ts";
import { withPath } from "../files/io-error.ts";
import { Journal, type WriteGate } from "../files/journal.ts";
import { type OpenJournalFile, openDatasetJournal, openOwnJournal } from "../files/journal-file.ts";
import { makeFolder } from "../files/make-folder.ts";
import { realFolder } from "../files/named-file.ts";
import { privateFolderMode } from "../files/open-inside.ts";
import { cacheFolder, uploadsFolder } from "../files/upload-folder.ts";

/** Paths of a workspace. */
export interface WorkspacePaths {
  root: string;
  output: string;
  models: string;
  exports: string;
  snapshots: string;
  /** `.assay`: can be deleted; rebuilding it takes time. */
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
    snapshots: join(root, "snapshots"),
    cache: join(root, cacheFolder),
    curation: join(output, "curation.jsonl"),
    quarantine: join(output, "quarantine.jsonl"),
    stats: join(output, config.json_engine.output.channels.aggregated_stats.filename),
  };
}

/**
 * Makes the folders of a workspace, private to their owner, and fsyncs their parents: an fsynced line in a lost folder would be lost too.
 * The root may be reached through links, since somebody named it; no folder in it may be one.
 * @returns the real paths: from here on, a link in a path can only lead out of the workspace.
 * @throws AssayError naming the path, e.g. when it is a file or a link.
 */
export async function makeFolders(paths: WorkspacePaths): Promise<WorkspacePaths> {
  const make = async (folder: string, work: Promise<string | undefined>) => {
    const first = await work;
    if (first !== undefined) await withPath(folder, () => syncNewFolders(first, folder));
  };
  await make(paths.root, makeFolder(paths.root, privateFolderMode));
  const root = await realFolder(paths.root);
  const inRoot = async (path: string) => {
    const folder = join(root, relative(paths.root, path));
    await make(folder, makeFolderInside(folder));
    return folder;
  };
  const [models, exports, cache] = await Promise.all([
    inRoot(paths.models),
    inRoot(paths.exports),
    inRoot(paths.cache),
    make(paths.output, makeFolderInside(paths.output)),
  ]);
  await Promise.all(["log", uploadsFolder, "staging"].map((name) => make(join(cache, name), makeFolderInside(join(cache, name)))));
  return { ...paths, root, models, exports, cache, snapshots: join(root, relative(paths.root, paths.snapshots)) };
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
  /** Bytes of torn last lines that opening cut off and backed up, by channel or file. */
  tornBytes: Map<string, number>;
  repairs: string[];
}

/**
 * Opens the journals of enabled channels, and those that the engine writes itself.
 * @param followLinksTo folders that a link in the place of a channel's file may lead into.
 */
export async function openJournals(
  paths: WorkspacePaths,
  config: Config,
  gate: WriteGate,
  followLinksTo: readonly string[] = [],
): Promise<Journals> {
  const openDataset = openDatasetJournal(followLinksTo);
  const opened: Journals = {
    channels: new Map(),
    quarantine: undefined as never,
    stats: undefined as never,
    tornBytes: new Map(),
    repairs: [],
  };
  const openOne = async (name: string, path: string, openFile: OpenJournalFile) => {
    const { journal, torn, growingBytes } = await Journal.open(path, gate, openFile, workspaceLock);
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
      // Curation writes the dataset too, so its file is open even when its channel is disabled.
      if (channel.enabled || name === "training_samples")
        opened.channels.set(name, await openOne(name, join(paths.output, channel.filename), openDataset));
    }
    opened.quarantine = await openOne("quarantine", paths.quarantine, openOwnJournal);
    opened.stats = await openOne("aggregated_stats", paths.stats, openDataset);
    return opened;
  } catch (thrown) {
    await closeJournals(opened);
    throw thrown;
  }
}

export async function closeJournals(journals: Journals): Promise<void> {
  for (const journal of [...journals.channels.values(), journals.quarantine, journals.stats]) await journal?.close();
}
