const units = ["kB", "MB", "GB", "TB", "PB"];

/** A size for a person: the exact bytes, and from 1 000 on a round figure too: "200000001 bytes (200.0 MB)". */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${bytes} bytes (${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]})`;
}
