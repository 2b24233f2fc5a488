import { invertSymmetric, timesVector } from "./symmetric-matrix.ts";

/** Two rivals that were compared: 1 where the first won, 0 where the second did, ½ for a tie. */
export interface Match {
  first: number;
  second: number;
  score: number;
  /** The first's style minus the second's, as many numbers as there are; see `fitBradleyTerry`. */
  style?: readonly number[];
}

/** Matches of one comparison, which are not independent of each other; `count` comparisons are alike. Each match counts `weight`. */
export interface MatchGroup {
  matches: readonly Match[];
  weight: number;
  count: number;
}

export interface BradleyTerry {
  /** Natural logarithms of odds, 0 on average. */
  strengths: Float64Array;
  /** What one unit of each style is worth, in the same unit. */
  styles: Float64Array;
  /** Standard errors of all strengths, then of all styles: the sandwich, which holds although the matches of a comparison depend on each other. */
  errors: Float64Array;
  converged: boolean;
}

const maxSteps = 50;

/**
 * Strengths of rivals from who beat whom: the odds that one beats another are exp(s₁ - s₂). R. A. Bradley and M. E. Terry, "Rank analysis of incomplete block
 * designs", Biometrika 39 (1952), 324–345; a tie counts half for each. Maximum likelihood, by Newton's steps. The errors are the sandwich of P. J. Huber, "The behavior of maximum
 * likelihood estimates under nonstandard conditions" (1967), by comparison, as statsmodels `GLM(…, Binomial()).fit(cov_type="cluster")` without its correction.
 * With styles it is the logistic regression of LMArena's style control.
 * @param rivals how many. Each must have beaten, and been beaten by, the others directly or by way of others (`strongestGroup`): else there is
 * no maximum. @param styles how many numbers of style each match has.
 */
export function fitBradleyTerry(groups: readonly MatchGroup[], rivals: number, styles = 0): BradleyTerry {
  const size = rivals + styles;
  let at = new Float64Array(size);
  let converged = false;
  let inverse: Float64Array = new Float64Array(size * size);
  for (let step = 0; step < maxSteps && !converged; step++) {
    const { gradient, information } = derive(groups, at, rivals, size);
    inverse = invertSymmetric(information, size);
    const change = timesVector(inverse, gradient, size);
    // A longer step than this overshoots: the odds would change by a factor of e³ at once.
    const longest = change.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    const scale = longest > 3 ? 3 / longest : 1;
    at = at.map((one, i) => one + scale * (change[i] as number));
    converged = longest < 1e-10;
  }
  return { strengths: at.slice(0, rivals), styles: at.slice(rivals), errors: sandwich(groups, at, inverse, rivals, size), converged };
}

/** Calls with each number of a match that is not 0, by its place: 1 for the first, -1 for the second, then its style. */
function eachFeature({ first, second, style }: Match, rivals: number, call: (place: number, value: number) => void): void {
  call(first, 1);
  call(second, -1);
  if (style !== undefined) for (let i = 0; i < style.length; i++) call(rivals + i, style[i] as number);
}

function expected(match: Match, at: Float64Array, rivals: number): number {
  let sum = 0;
  eachFeature(match, rivals, (place, value) => {
    sum += (at[place] as number) * value;
  });
  return 1 / (1 + Math.exp(-sum));
}

function derive(groups: readonly MatchGroup[], at: Float64Array, rivals: number, size: number) {
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  // Only differences of strengths are known: this fixes their sum at 0 and changes no difference.
  for (let i = 0; i < rivals; i++) for (let j = 0; j < rivals; j++) information[i * size + j] = 1;
  for (const { matches, weight, count } of groups) {
    for (const match of matches) {
      const p = expected(match, at, rivals);
      const slope = weight * count * (match.score - p);
      const curve = weight * count * p * (1 - p);
      eachFeature(match, rivals, (i, x) => {
        gradient[i] = (gradient[i] as number) + slope * x;
        eachFeature(match, rivals, (j, y) => {
          information[i * size + j] = (information[i * size + j] as number) + curve * x * y;
        });
      });
    }
  }
  return { gradient, information };
}

function sandwich(groups: readonly MatchGroup[], at: Float64Array, inverse: Float64Array, rivals: number, size: number): Float64Array {
  const middle = new Float64Array(size * size);
  for (const { matches, weight, count } of groups) {
    const slope = new Map<number, number>();
    for (const match of matches) {
      const part = weight * (match.score - expected(match, at, rivals));
      eachFeature(match, rivals, (place, value) => slope.set(place, (slope.get(place) ?? 0) + part * value));
    }
    for (const [i, x] of slope) for (const [j, y] of slope) middle[i * size + j] = (middle[i * size + j] as number) + count * x * y;
  }
  return Float64Array.from({ length: size }, (_, i) => {
    const row = inverse.subarray(i * size, (i + 1) * size);
    const through = timesVector(middle, row, size);
    return Math.sqrt(
      Math.max(
        0,
        row.reduce((sum, one, j) => sum + one * (through[j] as number), 0),
      ),
    );
  });
}
