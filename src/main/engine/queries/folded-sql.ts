import { foldedLetters } from "../../../contract/index.ts";

const from = [...foldedLetters.keys()].join("");
const to = [...foldedLetters.values()].join("");

/**
 * SQL that is `foldText` of a column, for `contains(foldedSql("query"), ?)` with a folded text. ASCII, which is most of it, only needs lower case.
 * @param column SQL of our own, never user text.
 */
export function foldedSql(column: string): string {
  const letters = `translate(lower(nfc_normalize(${column})), '${from}', '${to}')`;
  const folded = `nfc_normalize(regexp_replace(replace(${letters}, 'ß', 'ss'), 'i\u0307+', 'i', 'g'))`;
  // As many bytes as characters: ASCII.
  return `CASE WHEN strlen(${column}) = length(${column}) THEN lower(${column}) ELSE ${folded} END`;
}
