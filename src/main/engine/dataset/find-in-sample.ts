import type { CheckName } from "../../../contract/index.ts";
import { defineJob, type JobAnswer } from "../workers/job.ts";
import type { Found } from "./checks/check.ts";

interface FindRequest {
  /** The sample's line. */
  bytes: Uint8Array<ArrayBuffer>;
}
export type FoundByCheck = Found & { check: CheckName; excerpt: string };

const excerptCharacters = 160;

/** What the checks of a single sample find in one, in a thread: the checks bring 2 MB of data. */
export const findJob = defineJob<FindRequest, FoundByCheck[]>("find-in-sample", -1);

export async function handleFind({ bytes }: FindRequest): Promise<JobAnswer<FoundByCheck[]>> {
  const [{ sampleChecks }, { readSample }] = await Promise.all([import("./checks/checks.ts"), import("./scan/read-sample.ts")]);
  const sample = readSample(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8"));
  const result = sampleChecks.flatMap((check) => {
    const found = sample && check.find(sample);
    return found
      ? [{ check: check.name, ...found, excerpt: sample[found.field].slice(found.from, found.to).slice(0, excerptCharacters) }]
      : [];
  });
  return { result, buffers: [] };
}
