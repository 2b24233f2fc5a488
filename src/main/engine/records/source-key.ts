import { isObject } from "../base/json-value.ts";
import { hashLine, type LineHash } from "./line-hash.ts";

/**
 * What makes a converted record the same record, however it was mapped and wherever its file lies: the dialect, and the id in its tool, else the
 * bytes of its row. Two records with the same id are duplicates; rows that are alike may stand in one file several times (`isRowKey`).
 * @param record with `source` (schemas/v1).
 * @returns null for a record that was not converted, or whose `source` does not say so.
 */
export function computeSourceKey(kind: string, record: { readonly source?: unknown }): LineHash | null {
  const { source } = record;
  if (!isObject(source)) return null;
  const { dialect, id, sha256, part = 1 } = source;
  if (typeof dialect !== "string") return null;
  if (typeof id === "string") return marked(`${dialect}\0${kind}\0id\0${id}`, 0);
  if (typeof sha256 !== "string" || typeof part !== "number") return null;
  return marked(`${dialect}\0${kind}\0row\0${sha256}\0${part}`, 1);
}

/** Whether a key stands for the bytes of a row, and not for an id. */
export const isRowKey = ({ h2 }: LineHash): boolean => (h2 & 1) === 1;

function marked(text: string, bit: 0 | 1): LineHash {
  const { h0, h1, h2 } = hashLine(text);
  return { h0, h1, h2: ((h2 & ~1) | bit) >>> 0 };
}
