import { indexedTextBytes } from "../../../contract/index.ts";

/** What is measured of answers, in SQL over rows of `candidates`. */

/** From this length on, the index may hold only the beginning of a text. */
export const perhapsCutBytes = indexedTextBytes - 4;

/** One answer as it is compared with others. */
export interface AnswerRow {
  position: number;
  engine_id: string | null;
  quality: number | null;
  /** Characters (code points) that the index holds; null: it has no text. */
  length: number | null;
  /** Whether that is only its beginning. */
  cut: boolean | null;
  /** Headers, list items and bold parts; null: not known of all of it. */
  style: number | null;
}

/** Matches in `text`; regular expressions run only where `sign` occurs, which most texts lack. */
const countOf = (pattern: string, sign: string) => `CASE WHEN ${sign} THEN len(regexp_extract_all(text, '${pattern}')) ELSE 0 END`;

/**
 * Markdown as LMArena's style control counts it (`count_markdown_elements` in add_markdown_info.py of arena-hard-auto): header_count, list_count
 * and bold_count; code blocks are taken out first.
 */
export const styleParts = {
  headers: countOf("(?m)^#{1,6}\\s", "contains(text, '#')"),
  lists: `${countOf("(?m)^\\s*\\d+\\.\\s", "contains(text, '.')")} + ${countOf("(?m)^\\s*[-*+]\\s", "(contains(text, '-') OR contains(text, '*') OR contains(text, '+'))")}`,
  bold: `${countOf("\\*\\*[^*\\n]+\\*\\*", "contains(text, '**')")} + ${countOf("__[^_\\n]+__", "contains(text, '__')")}`,
} as const;

const styleSql = Object.values(styleParts).join(" + ");

/** SQL of a text without its blocks of code. */
export const withoutCode = (column: string) =>
  `CASE WHEN contains(${column}, '\`\`\`') THEN regexp_replace(${column}, '\`\`\`([^\`]*)\`\`\`', '', 'g') ELSE ${column} END`;

/**
 * SQL of a table with the columns of `AnswerRow` and those named.
 * @param from what follows FROM; `k` in it is `candidates`. @param more trusted SQL, each an expression with a name.
 */
export const answersSql = (from: string, more: readonly string[]) => `
  SELECT * EXCLUDE (text), CASE WHEN NOT cut THEN ${styleSql} END AS style
  FROM (SELECT ${[...more, "k.position", "k.engine_id", "k.quality"].join(", ")}, length(k.output) AS length,
      strlen(k.output) >= ${perhapsCutBytes} AS cut, ${withoutCode("k.output")} AS text
    FROM ${from})`;

/** 1: `one` is longer than `other`, -1: it is shorter, 0: both are as long; null: not known. The same as `compareLengthSql`. */
export function compareLength(one: AnswerRow, other: AnswerRow): number | null {
  if (one.length === null || other.length === null || (one.cut && other.cut)) return null;
  const sign = Math.sign(one.length - other.length);
  // The beginning of a text says how long it is at least.
  if (one.cut) return sign > 0 ? 1 : null;
  if (other.cut) return sign < 0 ? -1 : null;
  return sign;
}

export const compareLengthSql = (one: string, other: string) => `CASE
  WHEN ${one}.cut AND ${other}.cut THEN NULL
  WHEN ${one}.cut THEN CASE WHEN ${one}.length > ${other}.length THEN 1 END
  WHEN ${other}.cut THEN CASE WHEN ${one}.length < ${other}.length THEN -1 END
  ELSE sign(${one}.length - ${other}.length) END`;
