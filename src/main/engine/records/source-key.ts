import { isObject } from "../base/json-value.ts";
import { hashLine, type LineHash } from "./line-hash.ts";

/**
 * What makes a converted record the same record, however it was mapped and wherever its file lies: the dialect, and the id in its tool, else the
 * bytes of its row. Two records with the same key are duplicates.
 * @param record with `source` (schemas/v1).
 * @returns null for a record that was not converted, or whose `source` does not say so.
 */
export function computeSourceKey(kind: string, record: Record<string, unknown>): LineHash | null {
  const { source } = record;
  if (!isObject(source)) return null;
  const { dialect, id, sha256, part = 1 } = source;
  if (typeof dialect !== "string") return null;
  if (typeof id === "string") return hashLine(Buffer.from(`${dialect}\0${kind}\0id\0${id}`, "utf8"));
  if (typeof sha256 !== "string" || typeof part !== "number") return null;
  return hashLine(Buffer.from(`${dialect}\0${kind}\0row\0${sha256}\0${part}`, "utf8"));
}
