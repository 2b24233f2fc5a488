/** A rewrite of the dataset file that takes long is followed by a pause this many times as long. */
const pausePerWork = 20;
/** A slow disk. A rewrite that is slower still waited for others, and is no reason to leave the file out of date. */
const slowBytesPerMs = 20_000;

/**
 * How long the dataset file may be left out of date after a rewrite, so that decisions do not keep the disk busy.
 * @param tookMs the rewrite.
 * @param sizeBytes of the file.
 * @returns ms; little for a small file, however long its rewrite took.
 */
export function pauseAfter(tookMs: number, sizeBytes: number): number {
  return pausePerWork * Math.min(tookMs, sizeBytes / slowBytesPerMs);
}
