import type { Random } from "./random.ts";

/** Text of random length: mostly short, sometimes longer than a page. */
function filler(random: Random): string {
  const length = random.chance(0.03) ? random.between(20_000, 200_000) : random.between(0, 300);
  return random.pick(["x", "ä", "€", "𝄞", "\\n", '\\"']).repeat(Math.ceil(length / 2));
}

export function execution(id: string, random: Random): string {
  return `{"schema_version":1,"trace_id":"${id}","engine_id":"e${random.below(5)}","timestamp":${1_670_000_000 + random.below(1000)},"input":"${filler(random)}","output":"o","metrics":{"latency_ms":${random.below(1000)},"success":${random.chance(0.9)}}}`;
}

export function comparison(id: string, random: Random, candidates = 3): string {
  const all = Array.from(
    { length: candidates },
    (_, i) => `{"engine_id":"e${i}","output":"${id} ${i}","metrics":{"quality_score":0.${i + 1}}}`,
  );
  return `{"comparison_id":"${id}","query":"q ${filler(random)}","candidates":[${all.join(",")}],"winner":{"engine_id":"e1","score":0.${random.between(1, 9)}}}`;
}

export function sample(id: string, random: Random): string {
  return `{"sample_id":"${id}","created_at":1670000100,"source_trace_id":"t","tier":"${random.pick(["gold", "silver", "bronze"])}","input":"${filler(random)}","output":"hi","validation":{"quality_score":0.5,"validated":true}}`;
}

/** An invalid line: broken JSON, a missing property, or bytes that are not UTF-8. */
export function invalidLine(id: string, random: Random): Buffer {
  const kind = random.below(3);
  if (kind === 0) return Buffer.from(`{"trace_id":"${id}", broken`);
  if (kind === 1) return Buffer.from(`{"schema_version":1,"trace_id":"${id}","engine_id":"e"}`);
  return Buffer.concat([Buffer.from(`{"trace_id":"${id}`), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"}')]);
}
