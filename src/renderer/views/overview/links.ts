import { minWhySide } from "../../../contract/index.ts";
import { linkTo } from "../../state/address/link.ts";

/** Where the overview's figures lead: the addresses of what is behind them. */

export const links = {
  /** The executions of an engine that took at least so long, the slowest first; cached answers are not its own. */
  slowest: (engineId: string, minLatencyMs: number) =>
    linkTo("executions", { engine: engineId, cached: "no", "min-latency-ms": String(minLatencyMs), sort: "slowest" }),
  failures: () => linkTo("executions", { success: "no" }),
  /** What its executions from a percentile on go with; with too few of them, those from the usual percentile on. @param n its latencies. */
  whySlow: (engineId: string, percentile: number, n: number) =>
    linkTo("engines", {
      part: "why",
      of: engineId,
      ...((n * (100 - percentile)) / 100 >= minWhySide ? { "slow-from": String(percentile) } : {}),
    }),
  failureKinds: () => linkTo("engines", { part: "failures" }),
  /** @param column one of the table's, the largest first. */
  engines: (column: string) => linkTo("engines", { sort: `-${column}` }),
  toReview: (comparison: string | undefined) =>
    linkTo("comparisons", { status: "no", ...(comparison === undefined ? {} : { comparison }) }),
  fairness: () => linkTo("comparisons", { part: "fairness" }),
  samples: () => linkTo("samples"),
  live: () => linkTo("live"),
  import: () => linkTo("import"),
} as const;
