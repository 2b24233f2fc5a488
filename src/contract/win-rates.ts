import Type, { type Static } from "typebox";
import { query } from "./procedure.ts";
import { Count, literals, nullable, strictObject } from "./shapes.ts";

/** Who beats whom, from comparisons; the three sources are never mixed. Intervals are of 95%. */

/**
 * `recorded`: the winners in the records; `people`: their decisions; `automatic`: the decisions of agents, and where no agent decided the tiers that were given by
 * score.
 */
export const winSources = ["recorded", "people", "automatic"] as const;
export type WinSource = (typeof winSources)[number];

/** What of an answer's form is controlled for, as LMArena does. */
export const styleNames = ["length", "headers", "lists", "bold"] as const;

/** Why an engine has no rating: it was never beaten by the rated ones, never beat them, or no chain of wins and losses connects it with them. */
export const unratedReasons = ["no_loss", "no_win", "apart"] as const;

const Rated = strictObject({
  engineId: Type.String(),
  /** Pairs with another engine in a comparison. */
  pairs: Count,
  wins: Count,
  ties: Count,
  losses: Count,
  /** 1 000 on average; 400 more is odds of ten to one. null: it has none, for the reason. */
  rating: nullable(strictObject({ value: Type.Number(), low: Type.Number(), high: Type.Number(), bestRank: Count, worstRank: Count })),
  unrated: nullable(literals(unratedReasons)),
});
export type RatedEngine = Static<typeof Rated>;

const Cell = strictObject({
  /** Positions in `engines`, the first one lower. */
  first: Count,
  second: Count,
  n: Count,
  /** Of the first. */
  wins: Count,
  ties: Count,
  /** How often the first won, ties counting half: Wilson's interval. */
  share: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
});

export const WinRates = strictObject({
  source: literals(winSources),
  /** Comparisons that say who is better, or that nobody is. */
  comparisons: Count,
  /** Of these: ties, and those where all were found bad, which count as ties. */
  ties: Count,
  allBad: Count,
  /** With a winner that nobody can tell: its engine answered more than once. */
  ambiguous: Count,
  /** Left out because too many kinds of comparisons or engines differ. */
  leftOut: Count,
  /** The highest rating first, then those without one by their pairs; at most 60, those with most pairs. */
  engines: Type.Array(Rated),
  /** Pairs of engines that met. */
  cells: Type.Array(Cell),
  /** null: not controlled for. */
  style: nullable(
    strictObject({
      /** That ratings and effects are computed from, of all that there are. */
      comparisons: Count,
      of: Count,
      /** An answer's text is not all in the index. */
      noText: Count,
      /** What twice as much of it is worth, in points of rating; without what cannot be told from the engines. */
      effects: Type.Array(strictObject({ style: literals(styleNames), value: Type.Number(), low: Type.Number(), high: Type.Number() })),
    }),
  ),
});
export type WinRates = Static<typeof WinRates>;

export const winRateProcedures = {
  /** With `style`, ratings are those of answers of the same length and format, computed from 20 000 comparisons at most, chosen by their hash. */
  "engines.winRates": query(strictObject({ source: literals(winSources), style: Type.Optional(Type.Boolean()) }), WinRates),
};
