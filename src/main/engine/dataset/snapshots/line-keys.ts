import { readLines } from "../../files/read-lines.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import { hashLine, keyOfHash, type LineHash } from "../../records/line-hash.ts";
import { readSample, type ScannedSample } from "../scan/read-sample.ts";

/** A file of samples, up to a byte. */
export interface SampleFile {
  path: string;
  durableBytes: number;
}

const toNumber = ({ h0, h1 }: LineHash) => h0 * 2 ** 21 + (h1 >>> 11);

/** The lines of a file as sorted numbers: 53 bits of each hash, 8 bytes a line. */
export class LineKeys {
  readonly #sorted: Float64Array;

  private constructor(sorted: Float64Array) {
    this.#sorted = sorted;
  }

  static async read(file: SampleFile): Promise<LineKeys> {
    let keys = new Float64Array(1024);
    let count = 0;
    for await (const { hash } of readSampleLines(file, () => true)) {
      if (count === keys.length) {
        const larger = new Float64Array(count * 2);
        larger.set(keys);
        keys = larger;
      }
      keys[count++] = toNumber(hash);
    }
    return new LineKeys(keys.subarray(0, count).sort());
  }

  has(hash: LineHash): boolean {
    const wanted = toNumber(hash);
    let low = 0;
    let high = this.#sorted.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const value = this.#sorted[middle] as number;
      if (value === wanted) return true;
      if (value < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }
}

export interface SampleLine {
  key: string;
  hash: LineHash;
  line: string;
  sample: ScannedSample;
}

/** The samples of a file whose lines are wanted; only those are parsed. */
export async function* readSampleLines(
  { path, durableBytes }: SampleFile,
  isWanted: (hash: LineHash) => boolean,
): AsyncGenerator<SampleLine> {
  if (durableBytes === 0) return;
  for await (const lines of readLines(path, 0, durableBytes)) {
    for (const { bytes } of lines) {
      const record = recordBytes(bytes);
      const hash = hashLine(record);
      if (!isWanted(hash)) continue;
      const line = record.toString("utf8");
      const sample = readSample(line);
      if (sample !== null) yield { key: keyOfHash(hash), hash, line, sample };
    }
  }
}
