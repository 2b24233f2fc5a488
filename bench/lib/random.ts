/** Numbers from 0 to 1 from a fixed seed, the same on every machine (the linear congruential generator of Numerical Recipes). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const words =
  "the quick brown fox jumps over lazy dog while model answers question about rate latency and tokens per second in batch".split(" ");

/** Words, at least `atLeast` bytes. */
export function makeText(random: () => number, atLeast: number): string {
  let text = "";
  while (text.length < atLeast) text += `${words[Math.floor(random() * words.length)]} `;
  return text;
}

/** A latency from 148 to 2 981 ms, log-uniform. */
export const latencyMs = (random: () => number): number => Math.round(Math.exp(5 + random() * 3) * 100) / 100;
