export interface Listed {
  /** Remembers that an entry was in the list of that filter. */
  note(key: string, filter: string): void;
  /** Whether it was the last one noted, and under that filter. */
  wasIn(key: string, filter: string): boolean;
}

/** Whether an entry is in the filtered list: yes; no longer, because of a decision on it; no; or unknown while the list is loading. */
export type Standing = "listed" | "left" | "unlisted" | "asking";

/** @param list what the list last answered; `isOther` when that was to another filter. */
export function getStanding(
  key: string | null,
  filter: object,
  list: { filter: object; keys: readonly string[]; isOther: boolean },
  listed: Listed,
): Standing {
  if (key === null) return "unlisted";
  // Without a filter everything is in the list, loaded or not.
  if (Object.keys(filter).length === 0) return "listed";
  const id = JSON.stringify(filter);
  const isCurrent = !list.isOther && JSON.stringify(list.filter) === id;
  if (isCurrent && list.keys.includes(key)) return "listed";
  if (listed.wasIn(key, id)) return "left";
  return isCurrent ? "unlisted" : "asking";
}

/** Why a key decides nothing here, for the status line. */
export const whyNot: Record<"unlisted" | "asking", string> = {
  unlisted: "Not in the filtered list, so nothing was changed.",
  asking: "Still searching, so nothing was changed.",
};
