import type { ComparisonFilter } from "../../../contract/index.ts";

export const choices = ["any", "yes", "no"] as const;
export type Choice = (typeof choices)[number];
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
  /** Two engines that both have to be candidates, or as many as were chosen so far. */
  pair: string[];
  minMargin: number | null;
  maxMargin: number | null;
  /** "": any. */
  sourceFile: string;
  tag: string;
}

export const emptyFilterForm: FilterForm = {
  text: "",
  engines: [],
  winner: "any",
  reviewed: "any",
  minScore: null,
  maxScore: null,
  pair: [],
  minMargin: null,
  maxMargin: null,
  sourceFile: "",
  tag: "",
};

/** The filter sent to the engine; fields that restrict nothing are left out. */
export function toFilter(form: FilterForm): ComparisonFilter {
  const hasWinner = asBoolean(form.winner);
  const [one, other] = form.pair;
  return {
    ...(form.text.trim() === "" ? {} : { text: form.text.trim().slice(0, 2000) }),
    ...(form.engines.length === 0 ? {} : { engines: form.engines.slice(0, 500) }),
    ...(hasWinner === undefined ? {} : { hasWinner }),
    ...filterOfStatus[form.reviewed],
    ...(form.minScore === null ? {} : { minScore: clamp(form.minScore) }),
    ...(form.maxScore === null ? {} : { maxScore: clamp(form.maxScore) }),
    ...(one === undefined || other === undefined ? {} : { pair: [one, other] }),
    ...(form.minMargin === null ? {} : { minMargin: clamp(form.minMargin) }),
    ...(form.maxMargin === null ? {} : { maxMargin: clamp(form.maxMargin) }),
    ...(form.sourceFile === "" ? {} : { sourceFile: form.sourceFile }),
    ...(form.tag === "" ? {} : { tag: form.tag }),
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
    text: asText(from.text),
    engines: asTexts(from.engines),
    winner: asChoice(from.winner),
    reviewed: statuses.find((status) => status === from.reviewed) ?? "any",
    minScore: asScore(from.minScore),
    maxScore: asScore(from.maxScore),
    pair: asTexts(from.pair).slice(0, 2),
    minMargin: asScore(from.minMargin),
    maxMargin: asScore(from.maxMargin),
    sourceFile: asText(from.sourceFile),
    tag: asText(from.tag),
  };
}

const asText = (value: unknown) => (typeof value === "string" ? value : "");
const asTexts = (value: unknown) =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string" && one !== "") : [];

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
