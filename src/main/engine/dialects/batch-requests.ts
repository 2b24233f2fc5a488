import { isObject } from "../base/json-value.ts";
import type { Companion, Mapper, MappingContext, Outcome, Row } from "./dialect.ts";
import { eachObject, emitSkip } from "./executions.ts";

type Value = Record<string, unknown>;

/** What the rows of a batch's files are. */
interface BatchRows {
  /** Of a request row, what was asked: "body" (OpenAI), "params" (Anthropic). */
  field: "body" | "params";
  isRequest(row: Value): boolean;
  isAnswer(row: Value): boolean;
  /** Names rows that are neither: "no answer of a batch". */
  other: string;
}

/** A mapper of the answers of a batch, each with the request that has its `custom_id`; an empty one where none is known. */
export function eachAnswer(
  { companions }: MappingContext,
  emit: (outcome: Outcome) => void,
  { field, isRequest, isAnswer, other }: BatchRows,
  map: (answer: Value, request: Value, row: Row) => void,
): Mapper {
  const requests = findRequests(companions, field);
  return eachObject(emit, (value, row) => {
    if (isAnswer(value)) map(value, requests.get(String(value.custom_id)) ?? {}, row);
    else emitSkip(emit, row, isRequest(value) ? "request: the input of the answer with its custom_id" : other);
  });
}

/**
 * The requests among the files of the same import, by `custom_id`. Ids like "request-0" recur in every batch: one that stands for two different
 * requests joins none.
 */
function findRequests(companions: readonly Companion[], field: BatchRows["field"]): Map<string, Value | undefined> {
  const found = new Map<string, Value | undefined>();
  for (const { rows } of companions) {
    for (const row of rows) {
      if (!isObject(row) || typeof row.custom_id !== "string" || !isObject(row[field])) continue;
      const known = found.get(row.custom_id);
      const same = !found.has(row.custom_id) || (known !== undefined && JSON.stringify(known) === JSON.stringify(row[field]));
      found.set(row.custom_id, same ? (row[field] as Value) : undefined);
    }
  }
  return found;
}
