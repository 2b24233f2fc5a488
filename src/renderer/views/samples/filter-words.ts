import { tiers } from "../../../contract/index.ts";
import type { SampleFilterForm } from "./filter.ts";
import { originWords } from "./origin.ts";

/** The filter in a few words, so that nobody exports less than they think. */
export function filterWords(form: SampleFilterForm): string {
  const chosen = tiers.filter((tier) => form.tiers.includes(tier));
  return [
    ...(chosen.length === 0 ? [] : [chosen.join(" and ")]),
    ...(form.origin === "any" ? [] : [originWords[form.origin].toLowerCase()]),
    ...(form.text.trim() === "" ? [] : [`containing “${form.text.trim()}”`]),
  ].join(", ");
}
