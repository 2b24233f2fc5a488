import { defineJob, type JobHandler } from "../../workers/job.ts";
import { normaliseText } from "../scan/normalise.ts";
import { readSample } from "../scan/read-sample.ts";
import { getShingles, jaccard } from "../scan/shingles.ts";
import type { Over } from "./near-pairs.ts";

interface CompareRequest {
  /** Lines of the dataset file, one behind the other. */
  bytes: Uint8Array<ArrayBuffer>;
  lengths: readonly number[];
  /** Two indices of lines a pair. */
  pairs: Uint32Array;
  over: Over;
}

/** The exact similarity of pairs of samples: of both texts the lower one. */
export const compareJob = defineJob<CompareRequest, Float32Array>("compare-samples", -1);

export const handleCompare: JobHandler<CompareRequest, Float32Array> = ({ bytes, lengths, pairs, over }) => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const samples = lengths.map((length) => {
    const sample = readSample(all.toString("utf8", at, at + length));
    at += length;
    return sample && { prompt: getShingles(normaliseText(sample.input)), output: getShingles(normaliseText(sample.output)) };
  });
  const result = new Float32Array(pairs.length / 2);
  for (let i = 0; i < result.length; i++) {
    const one = samples[pairs[i * 2] as number];
    const other = samples[pairs[i * 2 + 1] as number];
    if (!one || !other) continue;
    const prompts = jaccard(one.prompt, other.prompt);
    result[i] = over === "prompts" ? prompts : Math.min(prompts, jaccard(one.output, other.output));
  }
  return { result, buffers: [result.buffer as ArrayBuffer] };
};
