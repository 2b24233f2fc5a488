/** Sizes of files as people write them. Decimal units as on screens (1 MB = 10^6 bytes); KiB, MiB … are taken too (1 MiB = 2^20 bytes). */
const factors: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["byte", 1],
  ["bytes", 1],
  ...["k", "m", "g", "t", "p"].flatMap((letter, i): [string, number][] => [
    [letter, 1000 ** (i + 1)],
    [`${letter}b`, 1000 ** (i + 1)],
    [`${letter}ib`, 1024 ** (i + 1)],
  ]),
]);

/** Bytes of a size such as "2 GB", "1.5 GiB" or "200000000"; null when it is none, or no whole number of bytes up to 2^53. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)([a-z]*)$/.exec(text.replace(/[\s_,\u2009\u202f]/g, "").toLowerCase());
  const factor = factors.get(match?.[2] ?? "none");
  if (match === null || factor === undefined) return null;
  const exact = Number(match[1]) * factor;
  const bytes = Math.round(exact);
  // 1.1 GB is 1100000000.0000001 in doubles, and means no fraction of a byte; 0.5 B does.
  return Number.isSafeInteger(bytes) && Math.abs(exact - bytes) <= exact * 1e-12 ? bytes : null;
}

const units = ["PB", "TB", "GB", "MB", "kB"];

/** A size in the largest unit that says it exactly with at most three decimals: "200 MB", "1.5 GB", "200000001 B". */
export function formatExactSize(bytes: number): string {
  for (const [i, unit] of units.entries()) {
    const value = Number((bytes / 1000 ** (units.length - i)).toFixed(3));
    if (value >= 1 && value < 1000 && parseSize(`${value}${unit}`) === bytes) return `${value} ${unit}`;
  }
  return `${bytes} B`;
}
