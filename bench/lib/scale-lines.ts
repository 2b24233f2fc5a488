import { latencyMs, makeText, seeded } from "./random.ts";

/** Texts are drawn from so many, so that the generator takes little of the processors of what is measured. */
const texts = 1024;
const chunkLength = 1 << 20;

/**
 * Executions of the shape and size of the generated files, all different, as chunks of whole lines: they are not kept anywhere.
 * @param engines how many, in turn.
 */
export function* makeExecutions(count: number, engines = 8): Generator<string> {
  const random = seeded(7);
  const inputs = Array.from({ length: texts }, () => makeText(random, 55));
  const outputs = Array.from({ length: texts }, () => makeText(random, 70));
  const pick = (from: readonly string[]) => from[Math.floor(random() * texts)];
  let waiting = "";
  for (let i = 0; i < count; i++) {
    const quality = Math.round(random() * 1000) / 1000;
    waiting +=
      `{"schema_version":1,"trace_id":"t-${i.toString(36).padStart(8, "0")}","task_id":"task-${i % 1000}","engine_id":"engine-${i % engines}",` +
      `"timestamp":${1_700_000_000 + (i >> 4)},"input":"${pick(inputs)}","output":"${pick(outputs)}","metrics":{"latency_ms":${latencyMs(random)},` +
      `"success":${random() > 0.04},"memory_mb":${Math.round(random() * 1000)},"quality_score":${quality}}}\n`;
    if (waiting.length < chunkLength && i < count - 1) continue;
    yield waiting;
    waiting = "";
  }
}
