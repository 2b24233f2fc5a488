import type { ModelDetails } from "../../../../contract/index.ts";
import { isCount } from "../../base/json-value.ts";

/** Texts of a header are shown in one line. */
const maxTextChars = 200;
const countKeys: ReadonlySet<string> = new Set<keyof ModelDetails>(["contextTokens", "tensors", "parameters"]);

/** Keeps what a stranger's header says as it should: texts that are not empty, cut to one line, and counts up to 2^53. */
export function toDetails(found: Partial<Record<keyof ModelDetails, unknown>>): ModelDetails {
  const kept = Object.entries(found).flatMap(([key, value]) => {
    if (countKeys.has(key)) return isCount(value) ? [[key, value]] : [];
    const text = typeof value === "string" ? value.replace(/\s+/g, " ").trim().slice(0, maxTextChars).toWellFormed() : "";
    return text === "" ? [] : [[key, text]];
  });
  return Object.fromEntries(kept);
}

const maxTypes = 4;

/** "BF16 + F32": the types of tensors, the one with most values first; undefined without tensors. */
export function toTypeNames(valuesByType: ReadonlyMap<string, number>): string | undefined {
  const names = [...valuesByType].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  if (names.length === 0) return undefined;
  return names.length <= maxTypes ? names.join(" + ") : `${names.slice(0, maxTypes).join(" + ")} + ${names.length - maxTypes} more`;
}
