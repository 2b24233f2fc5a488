import { comparisonOrders } from "../../../contract/index.ts";

export type ListOrder = (typeof comparisonOrders)[number];
/** View-state name: the order of the open list. */
export const orderName = "comparisons.order";

/** What was stored may be from another version. */
export const readOrder = (stored: unknown): ListOrder => comparisonOrders.find((order) => order === stored) ?? "recorded";
