import { isObject } from "../../../base/json-value.ts";
import type { Item } from "../../items.ts";
import type { Rule } from "../target.ts";
import { capital, firstProblem, mapTurns, place, turnLists, type WithTurns } from "../turn-lists.ts";
import { hasOtherParts, hasToolCalls, textOf } from "../turns.ts";
import { withFix } from "./with-fix.ts";

/** Rules about what turns say. Most loaders train in silence on what breaks them: see docs/exporting.md. */

/** Every loader accepts an empty answer and trains on it. */
export const everyTurnSays: Rule<WithTurns> = {
  name: "every-turn-says-something",
  says: "Every turn has text or calls a tool.",
  check: (item) =>
    firstProblem(turnLists(item), ({ turns, of }) => {
      if (turns.length === 0) return `${capital(of)} is empty.`;
      const empty = turns.findIndex((turn) => turn.role !== "tool" && !hasToolCalls(turn) && textOf(turn).trim() === "");
      return empty < 0 ? null : `${place(empty, of)} is empty.`;
    }),
};

export const contentIsText: Rule<WithTurns> = {
  name: "content-is-text",
  says: "Turns hold text only: images, sound and files are not carried.",
  check: (item) =>
    firstProblem(turnLists(item), ({ turns, of }) => {
      const other = turns.findIndex(hasOtherParts);
      return other < 0 ? null : `${place(other, of)} has a part that is not text.`;
    }),
};

/** Arrow, Parquet and every tokenizer refuse half of a surrogate pair. Looks at every text of an item, whatever a target writes of it. */
export const validText: Rule<Item> = withFix(
  {
    name: "valid-text",
    says: "No text has half of a surrogate pair.",
    check: (item) => {
      const path = isSound(item) ? null : findBrokenText(item, "");
      return path === null ? null : `The text at ${path} has half of a surrogate pair.`;
    },
  },
  "Replace halves of surrogate pairs by U+FFFD",
  (item) => mapTexts(item, (text) => text.toWellFormed()),
);

/** Without the paths: building them took a third of an export's time. */
function isSound(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isSound(value[i])) return false;
    return true;
  }
  for (const key in value) if (!isSound((value as Record<string, unknown>)[key])) return false;
  return true;
}

function findBrokenText(value: unknown, path: string): string | null {
  if (typeof value === "string") return value.isWellFormed() ? null : path;
  if (typeof value !== "object" || value === null) return null;
  for (const key in value) {
    const found = findBrokenText(
      (value as Record<string, unknown>)[key],
      Array.isArray(value) ? `${path}[${key}]` : `${path}${path && "."}${key}`,
    );
    if (found !== null) return found;
  }
  return null;
}

function mapTexts<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change)) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)])) as T;
}

/** Shapes of trainers have no place for what a model thought; a target that drops it says so. */
export const carriesNoReasoning: Rule<WithTurns> = withFix(
  {
    name: "carries-no-reasoning",
    says: "No turn has reasoning: it would be dropped.",
    severity: "warns",
    check: (item) =>
      firstProblem(turnLists(item), ({ turns, of }) => {
        const thinks = turns.findIndex(({ reasoning }) => typeof reasoning === "string" && reasoning !== "");
        return thinks < 0 ? null : `${place(thinks, of)} has reasoning.`;
      }),
  },
  "Drop the reasoning",
  (item) => mapTurns(item, (turns) => turns.map(({ reasoning: _, ...turn }) => turn)),
);
