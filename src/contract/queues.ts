import Type, { type Static } from "typebox";
import { ComparisonFilter, comparisonOrders } from "./comparisons.ts";
import { command, query } from "./procedure.ts";
import { Id, literals, Nothing, strictObject } from "./shapes.ts";

/**
 * Kept lists of comparisons. In a blind queue the engine tells nothing about who answered, how fast, how well or what a judge chose, until a
 * person is done with a comparison. Its comparisons have keys of their own, its candidates an order of their own, by a seed that no screen gets.
 */

export const queueOrders = [...comparisonOrders, "random"] as const;

/** Share of a blind queue's comparisons that it shows a second time; 0: none. */
export const defaultRepeats = 0.05;
export const maxRepeats = 0.2;

const fields = {
  name: Type.String({ minLength: 1, maxLength: 100, pattern: "^\\P{Cc}+$" }),
  filter: ComparisonFilter,
  /** A blind queue is random or by prompt: any other order tells what it hides. */
  order: literals(queueOrders),
  blind: Type.Boolean(),
  /** Whether names of engines, models and vendors in texts are blocked out while a comparison is sealed. */
  mask: Type.Boolean(),
  /**
   * Share of its comparisons that are shown a second time, unannounced and with the answers in the reverse order. What is decided then is only
   * compared with the first decision. Absent: none. Only a random blind queue has some.
   */
  repeats: Type.Optional(Type.Number({ minimum: 0, maximum: maxRepeats })),
};

export const NewQueue = strictObject(fields);
export type NewQueue = Static<typeof NewQueue>;
export const Queue = strictObject({ id: Id, ...fields });
export type Queue = Static<typeof Queue>;

export const queueProcedures = {
  "queues.list": query(Nothing, Type.Array(Queue)),
  /** Fails invalid_argument (the order of a blind queue, repeats in another), over_limit (too many), disk_full, io … */
  "queues.create": command(NewQueue, Queue),
  /** What was decided stays; comparisons that were sealed in it are so no more. Idempotent. */
  "queues.remove": command(strictObject({ id: Id }), Nothing),
};
