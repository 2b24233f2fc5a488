import { comparisonOrders, maxSourceFileCharacters, maxTagCharacters } from "../../../contract/index.ts";
import { placeParts } from "../../review/place.ts";
import { queueName } from "../../review/queues/queue-state.ts";
import { number, text, texts } from "../../state/address/field.ts";
import { type AddressPart, fieldsPart, valuePart } from "../../state/address/part.ts";
import { partName, parts } from "./fairness/part.ts";
import { choices, emptyFilterForm, type FilterForm, statuses } from "./filter.ts";
import { filterName } from "./filter-name.ts";
import { orderName } from "./order.ts";

const share = { min: 0, max: 1 };

/** What of Comparisons is in its address. */
export const comparisonsAddress: readonly AddressPart[] = [
  valuePart(partName, "review", text("part", { among: parts })),
  valuePart(queueName, "", text("queue")),
  fieldsPart<FilterForm>(filterName, emptyFilterForm, {
    text: text("text", { isQuiet: true }),
    engines: texts("engine"),
    winner: text("winner", { among: choices }),
    reviewed: text("status", { among: statuses }),
    minScore: number("min-score", share),
    maxScore: number("max-score", share),
    pair: texts("pair"),
    minMargin: number("min-margin", share),
    maxMargin: number("max-margin", share),
    sourceFile: text("file", { maxCharacters: maxSourceFileCharacters }),
    tag: text("tag", { maxCharacters: maxTagCharacters }),
  }),
  valuePart(orderName, "recorded", text("order", { among: comparisonOrders })),
  placeParts.comparisons,
];
