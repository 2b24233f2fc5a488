/** Mean records per second over the last five complete seconds. */
export function computeRate(perSecond: readonly number[]): number {
  const whole = perSecond.slice(0, -1).slice(-5);
  return whole.length === 0 ? 0 : whole.reduce((sum, count) => sum + count, 0) / whole.length;
}

/** Heights of the bars of a sparkline, 0 to 1, oldest first, always `length` of them. */
export function barHeights(perSecond: readonly number[], length = 60): number[] {
  const shown = perSecond.slice(-length);
  const padded = [...Array.from({ length: length - shown.length }, () => 0), ...shown];
  const highest = Math.max(1, ...padded);
  return padded.map((count) => count / highest);
}
