import { CurationLog } from "../../curation/state/curation-log.ts";
import { LineSplitter } from "../../lines/forwards.ts";
import { SchemaValidator } from "../../validator/schema-validator.ts";
import { checkRequest } from "../check-request.ts";
import { toFindCheck } from "../items/found-lines.ts";
import { type Reading, toTextLines } from "../items/reading.ts";
import { toSampleItems } from "../items/sample-items.ts";
import { Skips } from "../items/skips.ts";
import type { ExportInput } from "../request.ts";
import type { MadeSlice, SliceRequest } from "./slice-request.ts";
import { makeRows } from "./slice-rows.ts";

/** What a thread keeps of the export it works for. */
let kept: { exportId: string; reading: Promise<Omit<Reading, "skips" | "records">> } | null = null;

export async function makeSlice({ bytes, exportId, request, input, isWritten }: SliceRequest): Promise<MadeSlice> {
  if (kept?.exportId !== exportId) kept = { exportId, reading: open(request, input) };
  const skips = new Skips();
  const reading: Reading = { ...(await kept.reading), skips, records: 0 };
  const lines = new LineSplitter().push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const placed = await toSampleItems(reading, toTextLines(lines));
  return { ...makeRows(reading.plan, placed, [], isWritten), records: reading.records, skips: skips.counts };
}

async function open(request: SliceRequest["request"], input: ExportInput): Promise<Omit<Reading, "skips" | "records">> {
  return {
    input,
    plan: checkRequest(request),
    log: await readLog(input),
    validator: new SchemaValidator(),
    findCheck: toFindCheck(input.found),
    isJudged: toIsJudged(input),
    onSlice: () => {},
  };
}

/** Whether `disagrees` of the filter lets a comparison through. */
export function toIsJudged({ judged }: ExportInput): (key: string) => boolean {
  const keys = new Set(judged);
  return (key) => keys.has(key);
}

/** The decisions, as far as the export reads them. @throws AssayError damaged, io … */
export const readLog = ({ curation }: ExportInput): Promise<CurationLog> =>
  CurationLog.read({ path: curation.path, durableBytes: curation.bytes, tornBytes: 0, startBytes: 0, replacements: 0 });
