/** Formats 1 000 000 with spaces, in every locale. */
export const grouped = (n: number): string => Math.round(n).toLocaleString("en-US").replaceAll(",", " ");

/** Rounds to three significant digits. */
export function shown(n: number): string {
  const size = Math.abs(n);
  return size >= 100 ? grouped(n) : size >= 10 ? n.toFixed(1) : size >= 0.01 || n === 0 ? n.toFixed(2) : n.toPrecision(2);
}
