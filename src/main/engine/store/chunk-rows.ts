import { type ChannelName, recordKinds } from "../../../contract/index.ts";
import { toBatches } from "../ingest/chunk-batches.ts";
import type { ChunkResult } from "../records/chunk-result.ts";
import { createRowEncoder } from "../records/csv-row.ts";
import { leftOutColumns } from "../records/index-columns.ts";
import { codeOfKind, kindOfChannel } from "../records/kinds.ts";
import { type IsOwnWrite, type LineHash, noHash, unpackHash } from "../records/line-hash.ts";
import type { RangeRows } from "./load-batch.ts";

/** What an inspected chunk of a journal becomes in the index. @param offset where the chunk starts. @param bytes its length. */
export function toRangeRows(channel: ChannelName, offset: number, bytes: number, chunk: ChunkResult, isOwnWrite: IsOwnWrite): RangeRows {
  const keep = channel === "training_samples" ? (hash: LineHash) => !isOwnWrite(hash) : () => true;
  const { batches } = toBatches(
    chunk,
    () => keep,
    (line) => offset + (chunk.sourceStarts[line] ?? 0),
  );
  const batch = batches.find((one) => one.channel === channel)?.batch;
  batch?.place(offset);
  return {
    channel,
    fromOffset: offset,
    toOffset: offset + bytes,
    lines: chunk.lines - chunk.blank,
    rows: batch?.rows ?? [],
    candidateRows: batch?.candidateRows ?? [],
    leftOutRows: leftOutRows(channel, offset, chunk),
    maxRowBytes: batch?.maxRowBytes ?? 0,
  };
}

/** The same for a line that is too long to be read. */
export function rejectedRange(channel: ChannelName, offset: number, bytes: number): RangeRows {
  const row = encodeLeftOut({ channel, off: offset, kind: null, ...noHash });
  return {
    channel,
    fromOffset: offset,
    toOffset: offset + bytes,
    lines: 1,
    rows: [],
    candidateRows: [],
    leftOutRows: [Buffer.from(row, "latin1")],
    maxRowBytes: 0,
  };
}

const encodeLeftOut = createRowEncoder(leftOutColumns);

/** Rows of `left_out` for the lines of a chunk that are not records of the channel. */
function leftOutRows(channel: ChannelName, offset: number, { codes, sourceStarts, hashes }: ChunkResult): Uint8Array[] {
  const own = codeOfKind[kindOfChannel[channel]];
  const hash: LineHash = { ...noHash };
  let rows = "";
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code === own) continue;
    unpackHash(hashes, i, hash);
    rows += encodeLeftOut({ channel, off: offset + (sourceStarts[i] as number), kind: recordKinds[code], ...hash });
  }
  return rows === "" ? [] : [Buffer.from(rows, "latin1")];
}
