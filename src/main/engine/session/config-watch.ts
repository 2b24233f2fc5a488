import { watch } from "chokidar";

/**
 * Watches a file for being created, changed or removed. The one importer of chokidar.
 * @returns a function that stops watching.
 */
export function watchFile(path: string, onChange: () => void): () => Promise<void> {
  const watcher = watch(path, { ignoreInitial: true, persistent: false });
  for (const event of ["add", "change", "unlink"] as const) watcher.on(event, () => onChange());
  // Where watching is impossible (a network share, too many watches), edits by hand take effect at the next start.
  watcher.on("error", () => {});
  return () => watcher.close();
}
