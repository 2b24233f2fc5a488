import { watch } from "chokidar";

/**
 * Tells when a file was made, changed or removed by anybody. The one importer of chokidar.
 * @returns what stops watching.
 */
export function watchFile(path: string, onChange: () => void): () => Promise<void> {
  const watcher = watch(path, { ignoreInitial: true, persistent: false });
  for (const event of ["add", "change", "unlink"] as const) watcher.on(event, () => onChange());
  // A folder that cannot be watched (a network share, too many watches) only means that edits by hand wait for the next start.
  watcher.on("error", () => {});
  return () => watcher.close();
}
