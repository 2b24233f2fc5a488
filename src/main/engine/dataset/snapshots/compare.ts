import { headOfText, type SnapshotChange, type SnapshotComparison } from "../../../../contract/index.ts";
import { LineKeys, readSampleLines, type SampleFile, type SampleLine } from "./line-keys.ts";

const maxOfEach = 100;

/** What is different between two files of samples, sample by sample. @param refOf names the sample that a line is a version of. */
export async function* differences(
  before: SampleFile,
  after: SampleFile,
  refOf: (key: string) => string,
): AsyncGenerator<{ ref: string; before: SampleLine | null; after: SampleLine | null }> {
  const [beforeKeys, afterKeys] = [await LineKeys.read(before), await LineKeys.read(after)];
  const gone = new Map<string, SampleLine>();
  for await (const line of readSampleLines(before, (hash) => !afterKeys.has(hash))) gone.set(refOf(line.key), line);
  const seen = new Set<string>();
  for await (const line of readSampleLines(after, (hash) => !beforeKeys.has(hash))) {
    const ref = refOf(line.key);
    // Identical lines are one sample, with copies.
    if (seen.has(ref)) continue;
    seen.add(ref);
    yield { ref, before: gone.get(ref) ?? null, after: line };
    gone.delete(ref);
  }
  for (const [ref, line] of gone) yield { ref, before: line, after: null };
}

export async function compareFiles(before: SampleFile, after: SampleFile, refOf: (key: string) => string): Promise<SnapshotComparison> {
  const counts = { added: 0, removed: 0, changed: 0 };
  const changes: SnapshotChange[] = [];
  for await (const difference of differences(before, after, refOf)) {
    const kind = difference.before === null ? "added" : difference.after === null ? "removed" : "changed";
    if (++counts[kind] > maxOfEach) continue;
    const shown = (difference.after ?? difference.before) as SampleLine;
    changes.push({
      kind,
      ref: difference.ref,
      inputHead: headOfText(shown.sample.input),
      outputHead: headOfText(shown.sample.output),
      tierBefore: difference.before?.sample.tier ?? null,
      tierAfter: difference.after?.sample.tier ?? null,
    });
  }
  return { ...counts, changes };
}
