import type { ComparisonFilter, Signal } from "../../../contract/index.ts";
import { orderedSql } from "../queries/comparison-order.ts";
import type { ReviewsInForce } from "../queries/comparison-rows.ts";
import { type ComparisonParts, matchingComparisons, reviewedSql } from "../queries/comparisons.ts";
import { type DecisionKeys, keysFor } from "../queries/decision-keys.ts";
import type { Condition, Where } from "../queries/where.ts";
import { QueueItems } from "./queue-items.ts";
import type { StoredQueue } from "./queue-store.ts";

/** What is read of each comparison. */
const columns = "off, len, h0, h1, h2";
const asWords = "(off >> 32)::UINTEGER, (off & 4294967295)::UINTEGER, len::UINTEGER, h0, h1, h2";

/**
 * The comparisons of a queue, in its order, second looks among them. A blind queue holds what no person has reviewed, and what was decided in it.
 * @param touched keys of the latter.
 */
export async function readQueueItems(
  { db, comparisonSearch }: ComparisonParts,
  queue: StoredQueue,
  touched: ReadonlySet<string>,
  { inForce, keys }: { inForce: ReviewsInForce | null; keys: DecisionKeys },
  signal?: Signal,
): Promise<QueueItems> {
  // What is hidden must not decide what is in a blind queue.
  const reach = queue.blind ? (queue.mask ? "masked" : "sealed") : "open";
  const filter = queue.blind ? withoutReviewed(queue.filter) : queue.filter;
  const named = await keysFor(filter, keys, signal);
  const read = (text: Condition | undefined) => {
    const where = matchingComparisons(filter, inForce, text, named);
    if (queue.blind) {
      const [reviewed, ...values] = reviewedSql(inForce);
      where.and("valid").and(`NOT (${reviewed}) OR key IN (SELECT unnest(string_split(?, ',')))`, ...values, [...touched].join(","));
    }
    const { sql, values } = order(queue, where);
    return QueueItems.collect(db.streamWords(`SELECT ${asWords} FROM (${sql})`, values, signal), queue);
  };
  return comparisonSearch.matching(queue.filter.text, reach, read, signal);
}

const withoutReviewed = ({ reviewed: _reviewed, ...filter }: ComparisonFilter): ComparisonFilter => filter;

function order({ order: by, blind, seed }: StoredQueue, where: Where): { sql: string; values: Where["values"] } {
  const secret = seed.toString("hex");
  switch (by) {
    case "random":
      return {
        sql: `SELECT ${columns} FROM comparisons ${where.sql} ORDER BY md5(concat(?, key)), off`,
        values: [...where.values, secret],
      };
    case "prompt":
      return blind
        ? {
            sql: `SELECT ${columns} FROM comparisons ${where.sql} ORDER BY md5(concat(?, query)), md5(concat(?, key)), off`,
            values: [...where.values, secret, secret],
          }
        : orderedSql(by, where, columns);
    default:
      return orderedSql(by, where, columns);
  }
}
