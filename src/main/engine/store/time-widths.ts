const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Widths that are readable on an axis, in seconds. The last ones cover any timestamp a record can have. */
const widthsS = [
  ...[1, 5, 10, 30],
  ...[1, 5, 15, 30].map((minutes) => minutes * minute),
  ...[1, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 7, 30, 90, 365, 3_650, 36_500, 365_000, 3_650_000].map((days) => days * day),
];

export const narrowestS = 1;

/** The narrowest width in seconds of which at most `maxBuckets` hold these times; they start at whole multiples of it since 1970. */
export function chooseBucketWidth(firstS: number, lastS: number, maxBuckets: number): number | null {
  return widthsS.find((width) => Math.floor(lastS / width) - Math.floor(firstS / width) < maxBuckets) ?? null;
}
