import type { Stats } from "node:fs";
import { watch } from "chokidar";

/** The one importer of chokidar: tells that something changed; what changed is for the listener to look at. */

export interface WatchOptions {
  /** How many levels of folders below a folder are watched. Default: all. */
  depth?: number;
  /** Files of a watched folder that nobody asks about. */
  isIgnored?(path: string): boolean;
  onError?(error: unknown): void;
}

/**
 * Watches files, and files below folders, for being created, changed or removed. A path that is not there is watched for. Where watching is impossible
 * (a network share, too many watches) nothing is told: what must not be missed is looked at from time to time, too.
 * @returns a function that stops watching.
 */
export function watchPaths(
  paths: readonly string[],
  onChange: (path: string) => void,
  { depth, isIgnored, onError = () => {} }: WatchOptions = {},
): () => Promise<void> {
  const watcher = watch([...paths], {
    ignoreInitial: true,
    persistent: false,
    // A rename is told at once, not 100 ms later as a change.
    atomic: false,
    ...(depth === undefined ? {} : { depth }),
    ...(isIgnored && { ignored: (path: string, stats?: Stats) => stats?.isFile() === true && isIgnored(path) }),
  });
  for (const event of ["add", "change", "unlink"] as const) watcher.on(event, (path: string) => onChange(path));
  watcher.on("error", onError);
  return () => watcher.close();
}
