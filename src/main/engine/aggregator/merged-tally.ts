import type { MergedStats } from "../../../contract/index.ts";
import { isUsableDigest } from "./check-window.ts";
import { LatencyDigest } from "./tdigest.ts";
import type { StatsRecord } from "./window-record.ts";

/** Statistics of one engine, or of all, over any number of windows; as large as its digest. */
export class MergedTally {
  readonly #percentiles: readonly number[];
  #windows = 0;
  #count = 0;
  #successCount = 0;
  #n = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #sum = 0;
  #cachedN = 0;
  #withoutDigest = 0;
  #qualityN = 0;
  #qualitySum = 0;
  readonly #digest = new LatencyDigest();
  readonly #low: number[];
  readonly #high: number[];

  /** @param percentiles 0 to 100. */
  constructor(percentiles: readonly number[]) {
    this.#percentiles = percentiles;
    this.#low = percentiles.map(() => Number.POSITIVE_INFINITY);
    this.#high = percentiles.map(() => Number.NEGATIVE_INFINITY);
  }

  get count(): number {
    return this.#count;
  }

  /** @param stats of a window, checked by `findWindowProblem`. */
  add({ count, success_count, latency_ms: latency, quality }: StatsRecord): void {
    this.#windows += 1;
    this.#count += count;
    this.#successCount += success_count;
    this.#cachedN += latency.cached_left_out ?? 0;
    this.#qualityN += quality.n;
    this.#qualitySum += quality.n === 0 ? 0 : quality.n * (quality.mean ?? 0);
    if (latency.n === 0) return;
    const [min, max] = [latency.min ?? 0, latency.max ?? 0];
    this.#n += latency.n;
    this.#sum += latency.n * (latency.avg ?? 0);
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
    for (const [i, percentile] of this.#percentiles.entries()) {
      const value = latency[`p${percentile}`];
      if (typeof value !== "number" || !Number.isFinite(value)) continue;
      this.#low[i] = Math.min(this.#low[i] as number, value);
      this.#high[i] = Math.max(this.#high[i] as number, value);
    }
    if (isUsableDigest(latency.digest, latency.n, min, max)) this.#digest.merge(new LatencyDigest(latency.digest));
    else this.#withoutDigest += 1;
  }

  toStats(): MergedStats {
    const known = this.#n > 0;
    const ofAll = this.#withoutDigest === 0;
    const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
    return {
      windows: this.#windows,
      count: this.#count,
      successCount: this.#successCount,
      successRate: this.#count === 0 ? null : this.#successCount / this.#count,
      latencyMs: {
        n: this.#n,
        min: known ? this.#min : null,
        max: known ? this.#max : null,
        avg: known ? this.#sum / this.#n : null,
        percentiles: this.#percentiles.map((percentile, i) => ({
          estimate: known && ofAll ? this.#digest.percentile(percentile) : null,
          low: finite(this.#low[i]),
          high: finite(this.#high[i]),
        })),
        cachedN: this.#cachedN,
        withoutDigest: this.#withoutDigest,
      },
      quality: { n: this.#qualityN, mean: this.#qualityN === 0 ? null : this.#qualitySum / this.#qualityN },
    };
  }
}
