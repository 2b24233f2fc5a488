import { nameInWords } from "./name-in-words.ts";
import { type RatedEngine, styleNames, type WinRates, type WinSource } from "./win-rates.ts";

/** What win rates say, in sentences; the screen and the command line say the same. */

const whole = (n: number) => Math.round(n).toLocaleString("en-GB");
const count = (n: number, one: string, many = `${one}s`) => `${whole(n)} ${n === 1 ? one : many}`;

export const sourceInWords: Record<WinSource, string> = {
  recorded: "recorded winners",
  people: "people’s decisions",
  automatic: "automatic decisions",
};

/** "1,081 (1,050 to 1,112)". */
export const ratingInWords = ({ rating, unrated }: RatedEngine) =>
  rating === null ? unratedInWords(unrated) : `${whole(rating.value)} (${whole(rating.low)} to ${whole(rating.high)})`;

const unratedInWords = (reason: RatedEngine["unrated"]) =>
  ({ no_loss: "never beaten", no_win: "never won", apart: "not connected" })[reason ?? "apart"];

/** Who leads, and whether that is more than chance: an engine is said to be ahead only of those whose interval lies below its own. */
export function winRatesHeadline(rates: WinRates): string {
  const { source, comparisons, engines, ties, allBad } = rates;
  if (comparisons === 0) return `No comparison says who is better, by ${sourceInWords[source]}.`;
  const from = `from ${count(comparisons, "comparison")} by ${sourceInWords[source]} (${count(ties, "tie")}${allBad === 0 ? "" : `, ${whole(allBad)} found all bad`})`;
  const rated = engines.filter(({ rating }) => rating !== null);
  const [first, ...others] = rated;
  if (first === undefined || first.rating === null || others.length === 0)
    return `No ratings ${from}: no two engines beat each other, directly or by way of others.`;
  const low = first.rating.low;
  const below = others.filter(({ rating }) => rating !== null && rating.high < low).length;
  const ahead =
    below === 0
      ? "but no difference to the others can be claimed: the intervals overlap"
      : below === others.length
        ? `ahead of ${others.length === 1 ? nameInWords(others[0]?.engineId ?? "") : `all ${others.length} others`}`
        : `ahead of ${below} of ${others.length} others; the intervals of the rest overlap with its own`;
  return `${nameInWords(first.engineId)} is rated highest with ${ratingInWords(first)}, ${ahead}, ${from}.`;
}

/** Of style: what twice as much is worth. */
export function styleInWords({ style }: WinRates): string {
  if (style === null) return "";
  const effects = style.effects.map(({ style: name, value, low, high }) => {
    const said = `${value < 0 ? "−" : "+"}${whole(Math.abs(value))} (${whole(low)} to ${whole(high)})`.replaceAll("-", "−");
    return `${name} ${said}${low <= 0 && high >= 0 ? ", which may be nothing" : ""}`;
  });
  const some = `${whole(style.comparisons)} of ${count(style.of, "comparison")}${style.noText === 0 ? "" : `; ${whole(style.noText)} without all of their text left out`}`;
  if (style.effects.length === 0) return `Style cannot be controlled for: too little is known (${some}).`;
  const missing = styleNames.filter((name) => !style.effects.some((effect) => effect.style === name));
  const untold = missing.length === 0 ? "" : ` Of ${missing.join(", ")} nothing can be said: it does not vary, or only with the engine.`;
  return `Ratings are those at equal style. Twice as much is worth, in points: ${effects.join("; ")} (${some}).${untold}`;
}

/** All of it, a sentence a line. */
export const winRatesInWords = (rates: WinRates): string[] => [winRatesHeadline(rates), styleInWords(rates)].filter((one) => one !== "");
