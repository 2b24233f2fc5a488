// @ts-expect-error: the package brings no types; what is used of it is typed right below.
import untyped from "tdigest";
import { AssayError } from "../../../contract/index.ts";
import { type Centroids, compression, merged, noCentroids, singletons } from "./centroids.ts";
import { readDigest, type SerialisedDigest } from "./serialised-digest.ts";

/** What is used of the package `tdigest`, of which this file is the one importer. */
interface PackageDigest {
  push_centroid(centroid: { mean: number; n: number }): void;
  percentile(fraction: number): number | undefined;
}
const { TDigest } = untyped as { TDigest: new (delta: number, recompressAt: number) => PackageDigest };

/** Values gathered before they are sorted in: sorting many at once costs a fifth of finding each one's place in a tree. */
const batchSize = 2048;

/**
 * A mergeable sketch of latencies. Percentiles read from it are approximate (named "t-digest" wherever they are shown), count,
 * minimum and maximum are exact.
 *
 * The package answers percentiles, and this wrapper guards it: it takes NaN and text in silence, answers `undefined`
 * when empty, and compresses in an order drawn by Math.random. Here values are compressed by `merged`, which draws
 * nothing, and the package gets centroids in ascending order only, which it keeps exactly as they are. Equal input in equal
 * order therefore always gives equal bytes.
 */
export class LatencyDigest {
  #centroids: Centroids = noCentroids;
  #fresh: number[] = [];
  #package: PackageDigest | null = null;
  #n = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** How many values went in. */
  get n(): number {
    return this.#n;
  }

  /** The smallest value, exact; null when empty. */
  get min(): number | null {
    return this.#n === 0 ? null : this.#min;
  }

  /** The largest value, exact; null when empty. */
  get max(): number | null {
    return this.#n === 0 ? null : this.#max;
  }

  /** @throws AssayError invalid_argument for anything but a finite number: one NaN would spoil the whole digest. */
  push(valueMs: number): void {
    if (!Number.isFinite(valueMs)) {
      throw new AssayError("invalid_argument", `${JSON.stringify(valueMs)} is not a latency in milliseconds.`, {
        fix: "Leave out executions whose latency is unknown.",
      });
    }
    this.#n += 1;
    if (valueMs < this.#min) this.#min = valueMs;
    if (valueMs > this.#max) this.#max = valueMs;
    if (this.#fresh.push(valueMs) >= batchSize) this.#settle();
  }

  /** Takes in all that another digest holds; the other one stays as it is. */
  merge(other: LatencyDigest): void {
    if (other.#n === 0) return;
    const centroids = merged(this.#settle(), other.#settle());
    this.#centroids = centroids;
    this.#package = null;
    this.#n += other.#n;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /**
   * @param percentile 0 to 100.
   * @returns about that percentile, never outside minimum and maximum; null when empty.
   */
  percentile(percentile: number): number | null {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new AssayError("invalid_argument", `${percentile} is not a percentile.`, { fix: "Ask for a number from 0 to 100." });
    }
    if (this.#n === 0) return null;
    const answer = this.#asPackage().percentile(percentile / 100);
    return answer === undefined ? null : Math.min(this.#max, Math.max(this.#min, rounded(answer)));
  }

  toJSON(): SerialisedDigest {
    const { means, counts } = this.#settle();
    const centroids = means.map((mean, i): [number, number] => [mean, counts[i] ?? 0]);
    return { compression, n: this.#n, min: this.min, max: this.max, centroids };
  }

  /** @throws AssayError damaged when `value` is not what `toJSON` gives. */
  static fromJSON(value: unknown): LatencyDigest {
    const { n, min, max, centroids } = readDigest(value);
    const digest = new LatencyDigest();
    if (n === 0 || min === null || max === null) return digest;
    digest.#centroids = { means: centroids.map(([mean]) => mean), counts: centroids.map(([, count]) => count) };
    digest.#n = n;
    digest.#min = min;
    digest.#max = max;
    return digest;
  }

  /** Sorts the gathered values in and answers all centroids. */
  #settle(): Centroids {
    if (this.#fresh.length > 0) {
      this.#centroids = merged(this.#centroids, singletons(Float64Array.from(this.#fresh).sort()));
      this.#fresh = [];
      this.#package = null;
    }
    return this.#centroids;
  }

  #asPackage(): PackageDigest {
    const { means, counts } = this.#settle();
    if (this.#package === null) {
      // 0: never recompress. Ascending means are each a new maximum, which the package keeps as a centroid of its own.
      const digest = new TDigest(1 / compression, 0);
      let last = Number.NEGATIVE_INFINITY;
      for (const [i, mean] of means.entries()) {
        // Equal means it would join into one centroid and then interpolate all across that run: 30 times 10 ms and 1 000 times
        // 1 000 ms would have a median of 971. The least difference keeps them apart; `rounded` takes it off again.
        last = mean > last ? mean : last + Math.max(Math.abs(last) * Number.EPSILON, Number.MIN_VALUE);
        digest.push_centroid({ mean: last, n: counts[i] ?? 0 });
      }
      this.#package = digest;
    }
    return this.#package;
  }
}

/** To ten digits, which is far finer than the digest is exact; less than a femtosecond is 0. */
function rounded(valueMs: number): number {
  return Math.abs(valueMs) < 1e-12 ? 0 : Number(valueMs.toPrecision(10));
}
