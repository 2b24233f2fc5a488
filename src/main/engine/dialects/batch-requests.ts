import { isObject } from "../base/json-value.ts";
import type { Companion } from "./dialect.ts";

/**
 * The requests among the files of the same import, by `custom_id`. Ids like "request-0" recur in every batch: one that stands for two different
 * requests joins none.
 * @param field that holds the request: "body" (OpenAI), "params" (Anthropic).
 */
export function findRequests(companions: readonly Companion[], field: "body" | "params"): Map<string, Record<string, unknown> | undefined> {
  const found = new Map<string, Record<string, unknown> | undefined>();
  for (const { rows } of companions) {
    for (const row of rows) {
      if (!isObject(row) || typeof row.custom_id !== "string" || !isObject(row[field])) continue;
      const known = found.get(row.custom_id);
      const same = !found.has(row.custom_id) || (known !== undefined && JSON.stringify(known) === JSON.stringify(row[field]));
      found.set(row.custom_id, same ? (row[field] as Record<string, unknown>) : undefined);
    }
  }
  return found;
}
