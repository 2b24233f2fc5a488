import { type RatedEngine, styleNames, type WinRates } from "../../../contract/index.ts";
import { fitBradleyTerry, type MatchGroup } from "../statistics/bradley-terry.ts";
import { strongestGroup } from "../statistics/strongest-group.ts";
import { z95 } from "../statistics/wilson.ts";

/** Points of rating for one unit of strength: odds of ten to one are 400. */
const points = 400 / Math.LN10;
/** How much more twice as much is: a third of the sum. */
const twice = 1 / 3;

export type Rating = Pick<RatedEngine, "rating" | "unrated">;

/** Ratings of those who beat each other by some way, and why the others have none. */
export function computeRatings(
  groups: readonly MatchGroup[],
  rivals: number,
  styles: number,
): { ratings: Rating[]; effects: NonNullable<WinRates["style"]>["effects"] } {
  const beat = Array.from({ length: rivals }, () => new Set<number>());
  for (const { matches } of groups)
    for (const { first, second, score } of matches) {
      beat[first]?.add(second);
      if (score !== 1) beat[second]?.add(first);
    }
  const group = strongestGroup(rivals, (rival) => beat[rival] ?? []);
  const place = new Map(group.map((rival, i) => [rival, i]));
  const inside = groups.flatMap((one) => {
    const matches = one.matches.flatMap((match) => {
      const [first, second] = [place.get(match.first), place.get(match.second)];
      return first === undefined || second === undefined ? [] : [{ ...match, first, second }];
    });
    return matches.length === 0 ? [] : [{ ...one, matches }];
  });
  const fit = group.length < 2 ? null : fitBradleyTerry(inside, group.length, styles);
  const known = fit?.converged ? fit : null;
  const ends = group.map((_, i) => {
    const value = 1000 + points * (known?.strengths[i] ?? 0);
    const half = points * z95 * (known?.errors[i] ?? 0);
    return { value, low: value - half, high: value + half };
  });
  const ratings = Array.from({ length: rivals }, (_, rival): Rating => {
    const end = known === null ? undefined : ends[place.get(rival) ?? -1];
    if (end === undefined) return { rating: null, unrated: whyUnrated(rival, place, beat) };
    const bestRank = 1 + ends.filter(({ low }) => low > end.high).length;
    return { rating: { ...end, bestRank, worstRank: ends.filter(({ high }) => high >= end.low).length }, unrated: null };
  });
  const effects = styleNames.slice(0, known === null ? 0 : styles).flatMap((style, i) => {
    const value = points * twice * (known?.styles[i] ?? 0);
    const half = points * twice * z95 * (known?.errors[group.length + i] ?? 0);
    // What no answer has, or every answer of one engine alone, says nothing.
    return half === 0 ? [] : [{ style, value, low: value - half, high: value + half }];
  });
  return { ratings, effects };
}

function whyUnrated(rival: number, group: ReadonlyMap<number, number>, beat: readonly ReadonlySet<number>[]): RatedEngine["unrated"] {
  const won = [...(beat[rival] ?? [])].some((other) => other !== rival && (group.size < 2 || group.has(other)));
  const lost = beat.some((others, other) => other !== rival && others.has(rival) && (group.size < 2 || group.has(other)));
  if (won === lost) return "apart";
  return won ? "no_loss" : "no_win";
}
