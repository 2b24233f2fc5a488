import { checkNames, tiers } from "../../../../contract/index.ts";
import type { ByteRange } from "../../files/read-range.ts";
import { countLines } from "../../lines/forwards.ts";
import { newline, recordBytes } from "../../lines/line-bytes.ts";
import { hashLine } from "../../records/line-hash.ts";
import { sampleChecks } from "../checks/checks.ts";
import { type Columns, createColumns, cutColumns } from "./columns.ts";
import { normaliseText } from "./normalise.ts";
import { readSample } from "./read-sample.ts";
import { addEngine, type EngineTiers, type ScannedChunk, type ScanRequest } from "./scan-request.ts";
import { signatureBytes, writeSignature } from "./shingles.ts";
import { computePart, type SplitRule } from "./split-part.ts";
import { hashText } from "./text-hash.ts";

const checks = sampleChecks.map((check) => ({ find: check.find, bit: 1 << checkNames.indexOf(check.name) }));

/** Runs every check of a single sample over whole lines, and makes what the checks across samples need. */
export function scanChunk({ bytes, offset, split }: ScanRequest): ScannedChunk {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const columns = createColumns(countLines(all) + 1);
  const engines: EngineTiers = new Map();
  let row = 0;
  for (let start = 0; start < all.length; ) {
    const found = all.indexOf(newline, start);
    const end = found < 0 ? all.length : found;
    const line = recordBytes(all.subarray(start, end));
    if (line.length > 0 && writeRow(columns, row, line, { offset: offset + start, length: end - start, split, engines })) row++;
    start = end + 1;
  }
  return { columns: row === columns.count ? columns : cutColumns(columns, row), engines };
}

interface RowPlace extends ByteRange {
  split: SplitRule;
  engines: EngineTiers;
}

function writeRow(columns: Columns, row: number, line: Buffer, at: RowPlace): boolean {
  const sample = readSample(line.toString("utf8"));
  if (sample === null) return false;
  const { h0, h1, h2 } = hashLine(line);
  columns.hashes.set([h0, h1, h2], row * 3);
  const prompt = normaliseText(sample.input);
  const output = normaliseText(sample.output);
  hashText(prompt, columns.prompts, row);
  hashText(`${prompt}\u0001${output}`, columns.texts, row);
  writeSignature(prompt, columns.promptSignatures, row * signatureBytes);
  writeSignature(output, columns.outputSignatures, row * signatureBytes);
  let flags = 0;
  for (const { find, bit } of checks) if (find(sample) !== null) flags |= bit;
  columns.flags[row] = flags;
  columns.tiers[row] = tiers.indexOf(sample.tier);
  addEngine(at.engines, sample.engineId, columns.tiers[row] as number);
  columns.validated[row] = sample.validated ? 1 : 0;
  columns.outputLengths[row] = sample.output.length;
  columns.quality[row] = sample.quality;
  columns.offsets[row] = at.offset;
  columns.lengths[row] = at.length;
  columns.parts[row] = computePart(sample.record, at.split);
  return true;
}
