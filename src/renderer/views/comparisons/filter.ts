import type { ComparisonFilter } from "../../../contract/index.ts";

export type Choice = "any" | "yes" | "no";
/** yes and no: reviewed or not. */
export const statuses = ["any", "no", "yes", "flagged", "noted", "disagrees", "conflict"] as const;
export type Status = (typeof statuses)[number];

/** What the filter controls hold. Kept in the view's state, so every field is always there. */
export interface FilterForm {
  text: string;
  engines: string[];
  winner: Choice;
  reviewed: Status;
  minScore: number | null;
  maxScore: number | null;
}

export const emptyFilterForm: FilterForm = { text: "", engines: [], winner: "any", reviewed: "any", minScore: null, maxScore: null };

/** The filter sent to the engine; fields that restrict nothing are left out. */
export function toFilter(form: FilterForm): ComparisonFilter {
  const hasWinner = asBoolean(form.winner);
  return {
    ...(form.text.trim() === "" ? {} : { text: form.text.trim().slice(0, 2000) }),
    ...(form.engines.length === 0 ? {} : { engines: form.engines.slice(0, 500) }),
    ...(hasWinner === undefined ? {} : { hasWinner }),
    ...filterOfStatus[form.reviewed],
    ...(form.minScore === null ? {} : { minScore: clamp(form.minScore) }),
    ...(form.maxScore === null ? {} : { maxScore: clamp(form.maxScore) }),
  };
}

const filterOfStatus: Record<Status, ComparisonFilter> = {
  any: {},
  no: { reviewed: false },
  yes: { reviewed: true },
  flagged: { flagged: true },
  noted: { noted: true },
  disagrees: { disagrees: true },
  conflict: { conflict: true },
};

/** Whether the filter restricts anything. */
export function isFiltered(form: FilterForm): boolean {
  return Object.keys(toFilter(form)).length > 0;
}

/** A filter restored from disk may be from an older version or damaged; what does not fit becomes the empty value. */
export function readFilterForm(stored: unknown): FilterForm {
  const from = (typeof stored === "object" && stored !== null ? stored : {}) as Partial<Record<keyof FilterForm, unknown>>;
  return {
    text: typeof from.text === "string" ? from.text : "",
    engines: Array.isArray(from.engines) ? from.engines.filter((id): id is string => typeof id === "string" && id !== "") : [],
    winner: asChoice(from.winner),
    reviewed: statuses.find((status) => status === from.reviewed) ?? "any",
    minScore: asScore(from.minScore),
    maxScore: asScore(from.maxScore),
  };
}

function asBoolean(choice: Choice): boolean | undefined {
  return choice === "any" ? undefined : choice === "yes";
}

function asChoice(value: unknown): Choice {
  return value === "yes" || value === "no" ? value : "any";
}

function asScore(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? clamp(value) : null;
}

function clamp(score: number): number {
  return Math.min(1, Math.max(0, score));
}
