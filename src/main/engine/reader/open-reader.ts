import { join, resolve } from "node:path";
import { AssayError, channelNames, type Signal } from "../../../contract/index.ts";
import type { Log } from "../base/log.ts";
import { loadConfig, resolveOutputFolder } from "../config/load-config.ts";
import { machineSettingsInForce } from "../config/machine-settings.ts";
import { findRealPath } from "../config/output-folder.ts";
import { defaultStateDir } from "../config/state-dir.ts";
import { statInside } from "../files/inside.ts";
import { isThere } from "../files/named-file.ts";
import { openForReading } from "../files/read-journal.ts";
import { refuseIfOwned } from "../lock/lock.ts";
import { refuseQuestionMark } from "../store/open-database.ts";
import { workspacePaths } from "../workspace/workspace-files.ts";
import { WorkspaceReader } from "./workspace-reader.ts";

export interface ReaderOptions {
  /** Absolute path; has to exist. */
  path: string;
  importWorkerUrl: URL;
  log: Log;
  /** Holds the key that marks indexes, and temporary indexes; default: `defaultStateDir` of this process. */
  stateDir?: string;
  /** Absolute paths of folders that links to dataset files may lead into; default: the machine's settings. */
  followLinksTo?: readonly string[];
  /** Called with a sentence for a person when reading takes long. */
  note?: (sentence: string) => void;
  /** After this many ms `note` is called; default 2000. */
  noteAfterMs?: number;
  /** Aborts pending work, which then rejects `cancelled`. */
  signal?: Signal;
}

const defaultNoteAfterMs = 2000;

/**
 * Opens a workspace for reading. Changes nothing in it, then or later: no folder, no lock, no log, no index is made, no torn line cut.
 * Several processes may read at once.
 * @throws AssayError not_found, in_use (with the owner's pid, while another process has it open for writing), invalid_config, newer, damaged,
 * refused (a link where a file should be), permission, io.
 */
export async function openReader(options: ReaderOptions): Promise<WorkspaceReader> {
  const root = await findRealPath(resolve(options.path));
  if (!(await isThere(root)))
    throw new AssayError("not_found", `There is no workspace ${options.path}.`, { where: options.path, fix: "Check the path." });
  const stateDir = options.stateDir ?? defaultStateDir(process.env, process.platform);
  const followLinksTo = options.followLinksTo ?? (await machineSettingsInForce(stateDir, options.log)).follow_links_to;
  const config = await loadConfig(options.path, process.env, { followLinksTo });
  refuseQuestionMark(root);
  const output = await resolveOutputFolder(options.path, config.config.json_engine.output.base_path);
  const paths = workspacePaths(root, output, config.config);
  // A cache that is not a real folder is ignored, with its lock and its index.
  const hasCache = (await statInside(paths.cache).catch(() => null))?.isDirectory() ?? false;
  const checkOwner = async () => {
    if (hasCache) await refuseIfOwned(paths.cache);
  };
  await checkOwner();
  const { channels: settings } = config.config.json_engine.output;
  const channels = new Map(
    await Promise.all(
      channelNames
        .filter((name) => settings[name].enabled || name === "training_samples")
        .map(async (name) => [name, await openForReading(join(output, settings[name].filename), followLinksTo)] as const),
    ),
  );
  return new WorkspaceReader({
    paths,
    root,
    config,
    channels,
    quarantine: await openForReading(paths.quarantine),
    curation: await openForReading(paths.curation),
    stats: await openForReading(paths.stats, followLinksTo),
    checkOwner,
    importWorkerUrl: options.importWorkerUrl,
    stateDir,
    note: options.note ?? (() => {}),
    noteAfterMs: options.noteAfterMs ?? defaultNoteAfterMs,
    signal: options.signal ?? neverAborted,
    log: options.log,
  });
}

const neverAborted: Signal = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} };
