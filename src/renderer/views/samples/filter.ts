import { type Input, isCheckName, maxTagCharacters, type SampleFilter, sampleOrigins, type Tier, tiers } from "../../../contract/index.ts";
import type { Origin, SampleFilterForm } from "./filter-form.ts";

/** The filter sent to the engine, for the list and for the export alike. What a check found is no part of it: an export leaves samples out by checks. */
export function toSampleFilter(form: SampleFilterForm): SampleFilter {
  return {
    ...(form.text.trim() === "" ? {} : { text: form.text.trim().slice(0, 2000) }),
    ...(form.tiers.length === 0 ? {} : { tiers: tiers.filter((tier) => form.tiers.includes(tier)) }),
    ...(form.origin === "any" ? {} : { origins: [form.origin] }),
    ...(form.tag === "" ? {} : { tag: form.tag }),
  };
}

/** What the list asks for. */
export function toListInput(form: SampleFilterForm): Pick<Input<"samples.list">, "filter" | "check"> {
  return { filter: toSampleFilter(form), ...(form.check === "any" ? {} : { check: form.check }) };
}

/** What tells one filtered list from another; an empty object when everything is listed. */
export function toListed(form: SampleFilterForm): object {
  const { filter, check } = toListInput(form);
  return { ...filter, ...(check && { check }) };
}

export function isSampleFiltered(form: SampleFilterForm): boolean {
  return Object.keys(toSampleFilter(form)).length > 0;
}

/** Turns one tier on or off. All three on is normalised to none. */
export function toggleTier(form: SampleFilterForm, tier: Tier): SampleFilterForm {
  const next = form.tiers.includes(tier) ? form.tiers.filter((one) => one !== tier) : [...form.tiers, tier];
  return { ...form, tiers: next.length === tiers.length ? [] : next };
}

/** A filter restored from disk; what does not fit becomes the empty value. */
export function readSampleForm(stored: unknown): SampleFilterForm {
  const from = (typeof stored === "object" && stored !== null ? stored : {}) as Partial<Record<keyof SampleFilterForm, unknown>>;
  const chosen = from.tiers;
  return {
    text: typeof from.text === "string" ? from.text : "",
    tiers: Array.isArray(chosen) ? tiers.filter((tier) => chosen.includes(tier)) : [],
    origin: sampleOrigins.find((origin) => origin === from.origin) ?? "any",
    check: isCheckName(from.check) ? from.check : "any",
    // No sample has a longer one, and the list would be refused for it.
    tag: typeof from.tag === "string" && [...from.tag].length <= maxTagCharacters ? from.tag : "",
  };
}

/** Where a sample came from, in a word. */
export const originLabels: Record<Origin, string> = { collected: "Collected", person: "Promoted", auto: "Generated" };

/** The filter in a few words, for the export dialog. */
export function formatSampleFilter(form: SampleFilterForm): string {
  const chosen = tiers.filter((tier) => form.tiers.includes(tier));
  return [
    ...(chosen.length === 0 ? [] : [chosen.join(" and ")]),
    ...(form.origin === "any" ? [] : [originLabels[form.origin].toLowerCase()]),
    ...(form.tag === "" ? [] : [`tagged “${form.tag}”`]),
    ...(form.text.trim() === "" ? [] : [`containing “${form.text.trim()}”`]),
  ].join(", ");
}
