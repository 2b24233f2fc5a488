/** The beta distribution, and Student's t, which follows from it; the normal distribution. */

const tiny = 1e-300;

/** Lanczos' series (g = 7, nine terms), exact to about 10⁻¹⁵. */
export function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
    9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  let sum = 0.99999999999980993;
  for (const [i, term] of terms.entries()) sum += term / (y + i + 1);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** The continued fraction of the incomplete beta function: W. H. Press et al., Numerical Recipes, 3rd ed. (2007), section 6.4. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let h = d;
  for (let m = 1; m <= 10_000; m++) {
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 + numerator * d;
      c = 1 + numerator / c;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = Math.abs(c) < tiny ? tiny : c;
      h *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** The distribution function of Beta(a, b) at `x`, 0 to 1. */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, 1 - x)) / b;
}

/** Where the distribution function of Beta(a, b) reaches `p`, as scipy `beta.ppf`. By halving: 52 steps, none of which can go astray. */
export function betaQuantile(p: number, a: number, b: number): number {
  // Halving starts where nearly all of the distribution is.
  const mean = a / (a + b);
  const reach = 12 * Math.sqrt((mean * (1 - mean)) / (a + b + 1)) + 30 / (a + b);
  let low = Math.max(0, mean - reach);
  let high = Math.min(1, mean + reach);
  if (betaCdf(low, a, b) > p) low = 0;
  if (betaCdf(high, a, b) < p) high = 1;
  for (let i = 0; i < 52 && high - low > 1e-15 * high; i++) {
    const middle = (low + high) / 2;
    if (betaCdf(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Where Student's t with so many degrees of freedom has only `p` above it, for `p` below ½. */
export function studentUpper(p: number, degrees: number): number {
  const x = betaQuantile(2 * p, degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** Where the normal distribution has only `p` above it, for `p` below ½: 1.96 for 0.025. */
export function normalUpper(p: number): number {
  let low = 0;
  let high = 40;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability that a normal value is above `z` (0 or more): the continued fraction of Laplace, or the series below 3. */
export function normalTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-17 * sum; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let tail = z;
  for (let k = 200; k > 0; k--) tail = z + k / tail;
  return density / tail;
}
