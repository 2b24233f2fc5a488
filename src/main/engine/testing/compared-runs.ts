import { seededRandom } from "../statistics/random.ts";

/** In USD: `slow` is the cheaper one, `other` reports none. */
export const costUsd = ({ engine, ts }: Pick<Run, "engine" | "ts">) =>
  engine === "fast" ? 0.01 + (ts % 7) / 1000 : engine === "slow" ? 0.002 + (ts % 5) / 10_000 : null;

/** What one execution is, for the index and for the brute force. */
export interface Run {
  engine: string;
  ts: number;
  task: string | null;
  input: string;
  success: boolean;
  latency: number | null;
  quality: number | null;
  cached: boolean;
}

const random = seededRandom(7);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** `slow` takes a fifth longer on the same tasks, and fails on more of them; some tasks are answered several times. */
export function runs(): Run[] {
  const all: Run[] = [];
  for (let task = 0; task < 400; task++) {
    const hard = Math.exp(6 + 0.5 * normal());
    for (const engine of ["fast", "slow"]) {
      for (let again = 0; again < (task % 10 === 0 ? 3 : 1); again++) {
        const factor = (engine === "slow" ? 1.2 : 1) * Math.exp(0.05 * normal());
        all.push({
          engine,
          ts: 1000 + task,
          task: `task "${task}"`,
          input: `question ${engine === "slow" && task % 2 ? "" : task}\n`,
          success: random() > (engine === "slow" ? 0.3 : 0.1),
          latency: task % 50 === 7 ? null : Math.round(hard * factor * 1000) / 1000,
          quality: task % 3 === 0 ? Math.round(random() * 1000) / 1000 : null,
          cached: task % 40 === 3,
        });
      }
    }
  }
  // Their tasks have ids of their own, and the inputs of `fast`.
  for (let task = 0; task < 60; task++)
    all.push({
      engine: "other",
      ts: 5000,
      task: `other ${task}`,
      input: `question ${task}\n`,
      success: true,
      latency: 5,
      quality: null,
      cached: false,
    });
  all.push({ engine: "alone", ts: 1, task: null, input: "alone", success: true, latency: 1, quality: null, cached: false });
  return all;
}

/** As a line of events.jsonl. */
export const toLine = ({ engine, ts, task, input, success, latency, quality, cached }: Run) =>
  JSON.stringify({
    schema_version: 1,
    trace_id: "t",
    ...(task === null ? {} : { task_id: task }),
    engine_id: engine,
    timestamp: ts,
    input,
    output: "",
    metrics: {
      success,
      ...(latency === null ? {} : { latency_ms: latency }),
      ...(quality === null ? {} : { quality_score: quality }),
      cache_hit: cached,
    },
  });
