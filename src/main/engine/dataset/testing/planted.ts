import type { Tier } from "../../../../contract/index.ts";

/** A reproducible source of numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words =
  "river stone garden window letter market engine winter silver bridge copper lantern harbour meadow thunder velvet orchard compass marble feather castle journey candle forest mirror saddle timber violet anchor basket cradle dragon ember falcon glacier hammer island jacket kettle ladder magnet needle otter pepper quarry ribbon saffron tunnel umbrella valley willow yarrow zephyr almond beacon cinder dahlia elbow fennel granite hazel".split(
    " ",
  );

/** A sentence of so many words, different for every seed. */
export function sentence(random: () => number, count: number): string {
  const text = Array.from({ length: count }, () => words[Math.floor(random() * words.length)]).join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A text with some words replaced. */
export function varied(text: string, random: () => number, replaced: number): string {
  const all = text.split(" ");
  for (let i = 0; i < replaced; i++)
    all[1 + Math.floor(random() * (all.length - 2))] = words[Math.floor(random() * words.length)] as string;
  return all.join(" ");
}

/** A line of training_samples.jsonl. */
export function toSampleLine(id: string, input: string, output: string, tier: Tier = "gold", quality = 0.9): string {
  return JSON.stringify({
    sample_id: id,
    created_at: 1_700_000_000,
    source_trace_id: `t-${id}`,
    tier,
    input,
    output,
    validation: { quality_score: quality, validated: false },
  });
}
