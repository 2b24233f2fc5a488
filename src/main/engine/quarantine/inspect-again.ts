import type { ConversionPlan, Finding } from "../../../contract/index.ts";
import { bytesOf, canRetry, type QuarantineRecord } from "../collector/quarantine-line.ts";
import { convertRowsJob } from "../ingest/conversion/convert-rows.ts";
import { inspectInPool } from "../ingest/inspect-job.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import { rejectedCode } from "../records/kinds.ts";
import type { WorkerPool } from "../workers/worker-pool.ts";

/** A rejected line that is tried again. */
export interface QuarantinedLine {
  offset: number;
  record: QuarantineRecord;
  /** An edited text in place of the line. */
  text?: string;
}

/** Lines that were looked at together. */
export interface InspectedLines {
  chunk: ChunkResult;
  /** The entries that line i of the chunk comes from. */
  entriesOf: (readonly number[])[];
  /** Why entries stay rejected, by offset. */
  findings: Map<number, Finding[]>;
}

export const notWhole: Finding = {
  pointer: "",
  rule: "not_whole",
  message: "The line was not kept whole, or holds a line break, so it cannot be tried again.",
};

/**
 * Looks at rejected lines of one source by today's rules: lines of ours as an import does, rows of other tools through their recipe.
 * @param plan a recipe in place of the one that rejected them.
 */
export async function inspectAgain(
  parts: { pool: WorkerPool; strict: boolean },
  lines: readonly QuarantinedLine[],
  plan: ConversionPlan | null,
): Promise<InspectedLines> {
  const findings = new Map<number, Finding[]>();
  const whole = lines.filter(({ offset, record, text }) => {
    const isWhole = text === undefined ? canRetry(record) : !/[\n]/.test(text) && text.trim() !== "";
    if (!isWhole) findings.set(offset, [notWhole]);
    return isWhole;
  });
  const bytes = new Uint8Array(
    Buffer.concat(
      whole.flatMap(({ record, text }) => [text === undefined ? bytesOf(record) : Buffer.from(text, "utf8"), Buffer.from("\n")]),
    ),
  );
  const conversion = whole[0]?.record.conversion;
  const recipe = plan ?? conversion ?? null;
  if (recipe === null) {
    const chunk = await inspectInPool(parts.pool, { bytes, kind: "auto", strict: parts.strict });
    // Blank lines are no lines of the chunk.
    const entriesOf = [...chunk.lineNumbers].map((number) => [whole[number]?.offset ?? 0]);
    for (const { line, findings: why } of chunk.rejected) for (const offset of entriesOf[line] ?? []) findings.set(offset, why);
    return { chunk, entriesOf, findings };
  }
  const { dialect, answers, mapping } = recipe;
  // Numbers in the file where they are known and distinct: rows are told apart by them.
  const numbers = whole.map(({ record }, i) => record.line_number ?? i + 1);
  const offsetOf = new Map(numbers.map((number, i) => [number, whole[i]?.offset ?? 0]));
  const file = whole[0]?.record.source ?? "";
  const fileTimeSeconds = conversion?.file_time_s ?? 0;
  const filePlan = { dialect, answers, ...(mapping && { mapping }), file, fileTimeSeconds, companions: [] };
  const converted = await parts.pool.run(convertRowsJob, { bytes, numbers, plan: filePlan, strict: parts.strict });
  const toOffsets = (rows: readonly number[] = []) => rows.map((row) => offsetOf.get(row)).filter((offset) => offset !== undefined);
  for (const { row, finding } of converted.findings)
    for (const offset of toOffsets([row])) findings.set(offset, [...(findings.get(offset) ?? []), finding]);
  return { chunk: converted.chunk, entriesOf: [...converted.chunk.lineNumbers].map((at) => toOffsets(converted.rowsOf[at])), findings };
}

/** Lines of a chunk that are records. */
export const listRecords = ({ codes }: ChunkResult): number[] =>
  [...codes.keys()].filter((line) => codes[line] !== undefined && codes[line] !== rejectedCode);
