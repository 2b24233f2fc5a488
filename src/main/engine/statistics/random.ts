/**
 * Numbers from 0 to 1 (exclusive) from a seed, the same on every machine: mulberry32. For draws of a bootstrap, never for secrets.
 * @example const random = seededRandom(1); random();
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
