import { isObject } from "../../base/json-value.ts";
import type { Dialect } from "../dialect.ts";
import { eachRow } from "../dialect.ts";
import { emitSkip, shareOf } from "../executions.ts";

/**
 * Results of llmperf-bench: one object, from the concurrency ("1" … "128") to the summary of its run. A run of 100 requests is no record, so
 * nothing comes of it but a word why.
 * @see https://github.com/philschmid/llmperf-bench
 */
export const llmperfBench: Dialect = {
  name: "llmperf-bench",
  title: "llmperf-bench summary",
  version: "1",
  kinds: [],
  scope: "row",
  fields: [{ from: "<concurrency>.results_…_s_mean", to: "", unit: "seconds", note: "never: means of many requests" }],
  detect: (sample) => 0.9 * shareOf(sample, isSummaries),
  open: (_, emit) => eachRow((row) => emitSkip(emit, row, "summaries of runs: means and quantiles, no single request")),
};

const isSummaries = (row: Record<string, unknown>) => {
  const runs = Object.entries(row);
  return (
    runs.length > 0 &&
    runs.every(([concurrency, run]) => /^\d+$/.test(concurrency) && isObject(run) && "results_num_requests_started" in run)
  );
};
