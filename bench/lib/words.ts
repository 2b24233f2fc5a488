/** 1 000 000: the thousands apart, whatever the machine's language. */
export const grouped = (n: number): string => Math.round(n).toLocaleString("en-US").replaceAll(",", " ");

/** Three digits are as much as a measurement is worth. */
export function shown(n: number): string {
  const size = Math.abs(n);
  return size >= 100 ? grouped(n) : size >= 10 ? n.toFixed(1) : size >= 0.01 || n === 0 ? n.toFixed(2) : n.toPrecision(2);
}
