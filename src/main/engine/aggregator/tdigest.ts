// @ts-expect-error: the package brings no types; what is used of it is typed right below.
import untyped from "tdigest";
import { AssayError } from "../../../contract/index.ts";
import { type Centroids, compression, merged, noCentroids, singletons } from "./centroids.ts";
import type { SerialisedDigest } from "./window-record.ts";

/** What is used of the package `tdigest`; this file is its only importer. */
interface PackageDigest {
  push_centroid(centroid: { mean: number; n: number }): void;
  percentile(fraction: number): number | undefined;
}
const { TDigest } = untyped as { TDigest: new (delta: number, recompressAt: number) => PackageDigest };

/** Values collected before they are sorted in: sorting many at once costs a fifth of inserting each into a tree. */
const batchSize = 2048;

/**
 * A mergeable sketch of latencies. Its percentiles are approximate (called "t-digest" wherever they are shown); count, minimum and maximum
 * are exact.
 *
 * The package only computes percentiles. By itself it accepts NaN and text, returns `undefined` when empty, and compresses in an order
 * drawn by Math.random. Here `merged` compresses, without randomness, and the package gets centroids in ascending order, which it keeps as
 * they are. So equal input in equal order gives equal bytes.
 */
export class LatencyDigest {
  #centroids: Centroids = noCentroids;
  #fresh: number[] = [];
  #package: PackageDigest | null = null;
  #n = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  /** @param restored what `toJSON` returned, to continue from. */
  constructor(restored?: SerialisedDigest) {
    if (restored === undefined || restored.min === null || restored.max === null) return;
    this.#centroids = { means: restored.centroids.map(([mean]) => mean), counts: restored.centroids.map(([, count]) => count) };
    this.#n = restored.n;
    this.#min = restored.min;
    this.#max = restored.max;
  }

  /** How many values were added. */
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

  /** @throws AssayError invalid_argument for anything but a finite number: a single NaN would spoil the digest. */
  push(valueMs: number): void {
    if (!Number.isFinite(valueMs)) {
      throw new AssayError("invalid_argument", `${JSON.stringify(valueMs)} is not a latency in milliseconds.`, {
        fix: "Leave out executions whose latency is unknown.",
      });
    }
    this.#n += 1;
    if (valueMs < this.#min) this.#min = valueMs;
    if (valueMs > this.#max) this.#max = valueMs;
    if (this.#fresh.push(valueMs) >= batchSize) this.#compress();
  }

  /** Adds everything in another digest, which stays unchanged. */
  merge(other: LatencyDigest): void {
    if (other.#n === 0) return;
    const centroids = merged(this.#compress(), other.#compress());
    this.#centroids = centroids;
    this.#package = null;
    this.#n += other.#n;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /**
   * @param percentile 0 to 100.
   * @returns an estimate between minimum and maximum; null when empty.
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
    const { means, counts } = this.#compress();
    const centroids = means.map((mean, i): [number, number] => [mean, counts[i] ?? 0]);
    return { compression, n: this.#n, min: this.min, max: this.max, centroids };
  }

  /** Sorts the collected values in. @returns all centroids. */
  #compress(): Centroids {
    if (this.#fresh.length > 0) {
      this.#centroids = merged(this.#centroids, singletons(Float64Array.from(this.#fresh).sort()));
      this.#fresh = [];
      this.#package = null;
    }
    return this.#centroids;
  }

  #asPackage(): PackageDigest {
    const { means, counts } = this.#compress();
    if (this.#package === null) {
      // 0: never recompress. Ascending means are each a new maximum, which the package keeps as a centroid of its own.
      const digest = new TDigest(1 / compression, 0);
      let last = Number.NEGATIVE_INFINITY;
      for (const [i, mean] of means.entries()) {
        // The package joins equal means into one centroid and interpolates across all of it: 30 times 10 ms and 1 000 times 1 000 ms
        // would have a median of 971. The smallest difference keeps them apart; `rounded` removes it again.
        last = mean > last ? mean : last + Math.max(Math.abs(last) * Number.EPSILON, Number.MIN_VALUE);
        digest.push_centroid({ mean: last, n: counts[i] ?? 0 });
      }
      this.#package = digest;
    }
    return this.#package;
  }
}

/** To ten digits, far more than the digest is accurate to; below a femtosecond is 0. */
function rounded(valueMs: number): number {
  return Math.abs(valueMs) < 1e-12 ? 0 : Number(valueMs.toPrecision(10));
}
