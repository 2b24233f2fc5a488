import type { ExecutionFacts } from "../records/facts.ts";
import { LatencyDigest } from "./tdigest.ts";
import type { LatencyRecord, StatsRecord } from "./window-record.ts";

/** Statistics of any number of executions, mergeable. */
export class Tally {
  count = 0;
  successCount = 0;
  latencySumMs = 0;
  /** Known latencies of cached answers, which are not their engines' and in no other number. */
  cachedLeftOut = 0;
  qualityN = 0;
  qualitySum = 0;
  digest = new LatencyDigest();

  /** A latency or quality that is not a finite number counts as unknown. */
  add({ success, latencyMs, quality, cached }: ExecutionFacts): void {
    this.count += 1;
    if (success) this.successCount += 1;
    if (latencyMs !== null && Number.isFinite(latencyMs) && cached) this.cachedLeftOut += 1;
    else if (latencyMs !== null && Number.isFinite(latencyMs)) {
      this.digest.push(latencyMs);
      this.latencySumMs += latencyMs;
    }
    if (quality !== null && Number.isFinite(quality)) {
      this.qualityN += 1;
      this.qualitySum += quality;
    }
  }

  merge(other: Tally): void {
    this.count += other.count;
    this.successCount += other.successCount;
    this.latencySumMs += other.latencySumMs;
    this.cachedLeftOut += other.cachedLeftOut;
    this.qualityN += other.qualityN;
    this.qualitySum += other.qualitySum;
    this.digest.merge(other.digest);
  }

  toRecord(percentiles: readonly number[]): StatsRecord {
    return {
      count: this.count,
      success_count: this.successCount,
      success_rate: this.count === 0 ? null : this.successCount / this.count,
      latency_ms: this.#latency(percentiles),
      quality: this.qualityN === 0 ? { n: 0 } : { n: this.qualityN, mean: this.qualitySum / this.qualityN },
    };
  }

  #latency(percentiles: readonly number[]): LatencyRecord {
    const { digest } = this;
    const leftOut = this.cachedLeftOut === 0 ? {} : { cached_left_out: this.cachedLeftOut };
    if (digest.n === 0) return { n: 0, ...leftOut };
    const named = Object.fromEntries(percentiles.map((percentile) => [`p${percentile}`, digest.percentile(percentile) ?? 0]));
    return {
      n: digest.n,
      min: digest.min ?? 0,
      max: digest.max ?? 0,
      avg: this.latencySumMs / digest.n,
      ...named,
      ...leftOut,
      digest: digest.toJSON(),
    };
  }
}
