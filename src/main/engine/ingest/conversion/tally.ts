import { shorten } from "../../base/json-value.ts";
import type { Conversion } from "../../dialects/convert.ts";

/** What became of the rows of a file: rows = blank + skipped + asked + rejected + those that records were made of. */
export interface ConversionTally {
  rows: number;
  blank: number;
  /** Records made. */
  records: number;
  rejected: number;
  /** Rows that are no records, by why. */
  skipped: Record<string, number>;
  /** Rows that would be records if these were known, by the names joined with a comma. */
  asked: Record<string, number>;
}

export const emptyTally = (): ConversionTally => ({ rows: 0, blank: 0, records: 0, rejected: 0, skipped: {}, asked: {} });

/** Reasons kept apart; real files have a handful. */
const maxReasons = 100;
const others = "other rows";
/** Of a reason: some dialects quote the row's type, which may be a text of any length, and it stands in every snapshot. */
const maxReasonCharacters = 100;

function count(into: Record<string, number>, name: string, by: number): void {
  const short = shorten(name, maxReasonCharacters);
  const key = Object.hasOwn(into, short) || Object.keys(into).length < maxReasons ? short : others;
  into[key] = (Object.hasOwn(into, key) ? (into[key] as number) : 0) + by;
}

export function tallyConversion(tally: ConversionTally, { records, skipped, asks }: Conversion): void {
  tally.records += records.length;
  for (const one of skipped) tallySkipped(tally, one);
  for (const one of asks) tallyAsked(tally, one);
}

export function tallySkipped(tally: ConversionTally, { rows, why }: Conversion["skipped"][number]): void {
  count(tally.skipped, why, rows.length);
}

export function tallyAsked(tally: ConversionTally, { rows, asks }: Conversion["asks"][number]): void {
  count(tally.asked, asks.join(","), rows.length);
}

export function addTally(into: ConversionTally, other: ConversionTally): void {
  into.rows += other.rows;
  into.blank += other.blank;
  into.records += other.records;
  into.rejected += other.rejected;
  for (const [why, n] of Object.entries(other.skipped)) count(into.skipped, why, n);
  for (const [names, n] of Object.entries(other.asked)) count(into.asked, names, n);
}
