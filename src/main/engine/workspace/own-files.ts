import type { Stats } from "node:fs";
import { AssayError, type ChannelName } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { shellWord } from "../containers/container.ts";
import { statInside } from "../files/inside.ts";
import type { Journals, WorkspacePaths } from "./workspace-files.ts";

/** A file that the workspace itself writes: importing it would read what the import has just written. */
export interface OwnFile {
  path: string;
  /** The channel whose journal it is; null for a file that holds no records. */
  channel: ChannelName | null;
  /** What it holds and how to use it, when it holds no records. */
  advice: string;
}

/** Finds the workspace's own file that an open file is, by device and inode: links and other spellings of a path are the same file. */
export async function findOwnFile(paths: WorkspacePaths, journals: Journals, open: Stats): Promise<OwnFile | null> {
  const own: OwnFile[] = [...journals.channels].map(([channel, { path }]) => ({ path, channel, advice: "" }));
  own.push(
    {
      path: paths.quarantine,
      channel: null,
      advice: `Rejected lines are edited and retried under Live, or tried again with ${formatCommand(`quarantine retry --all --workspace ${shellWord(paths.root)}`)}.`,
    },
    { path: paths.stats, channel: null, advice: "It holds windows, and no records." },
    { path: paths.curation, channel: null, advice: "It holds decisions, and no records." },
  );
  for (const file of own) {
    const there = await statInside(file.path).catch(() => null);
    if (there !== null && Number(there.dev) === open.dev && Number(there.ino) === open.ino) return file;
  }
  return null;
}

/** The error for reading an own file as input. */
export function refuseOwnFile({ path, advice }: Pick<OwnFile, "path" | "advice">): AssayError {
  return new AssayError("refused", `${path} is written by this workspace itself, so it is not read as input.`, {
    fix: advice,
    where: path,
  });
}
