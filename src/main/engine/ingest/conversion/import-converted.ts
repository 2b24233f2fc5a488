import { maxForeignRowBytes } from "../../../../contract/index.ts";
import { orderedAhead } from "../../async/ordered-ahead.ts";
import type { ContainerParts, LinesFile } from "../../containers/open-container.ts";
import type { TablePiece } from "../../containers/table-pieces.ts";
import { resolveDialect } from "../../dialects/mapping.ts";
import { createNew, openRead } from "../../files/open-inside.ts";
import { countLines } from "../../lines/forwards.ts";
import type { Chunk } from "../chunk.ts";
import { chunkBytes, type OpenedFile, openLines } from "../chunk-reader.ts";
import { type LinesImport, maxBytesAhead } from "../import-lines.ts";
import { inspectInPool } from "../inspect-job.ts";
import { stageRows } from "../open-rows.ts";
import type { TableSource } from "../table-source.ts";
import { type ConvertedChunk, type ConvertRequest, convertJob } from "./convert-chunk.ts";
import { convertFileJob } from "./convert-file.ts";
import type { FilePlan } from "./plan.ts";
import { getFirstRow, RowNumbers } from "./row-numbers.ts";

interface ConvertedImport extends LinesImport {
  file: OpenedFile;
  inner: LinesFile;
  container: ContainerParts;
}

/** Companions go to a thread with every chunk: as many bytes as the chunk has are worth it. */
const maxSharedBytes = chunkBytes;

/**
 * Imports rows of another tool's file, converted. Rows that stand alone are shared between threads; rows that belong together, or are joined to
 * more than can be sent with every chunk, are read in one of them.
 */
export async function importConverted(work: ConvertedImport, plan: FilePlan): Promise<void> {
  const companionBytes = plan.companions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (resolveDialect(plan).scope === "row" && companionBytes <= maxSharedBytes) await importRows(work, plan, getFirstRow(work.inner));
  else await importTogether(work, plan);
}

/** Imports rows that stand alone. @param firstRowRead 1-based number of the first row that `file` gives. */
export async function importRows(work: LinesImport, plan: FilePlan, firstRowRead = 1): Promise<void> {
  const { file } = work;
  if (file.table === undefined) return importChunks(work, plan, file.chunks(), firstRowRead);
  const { rows, irregularAt } = await importPieces(work, plan, file.table, firstRowRead);
  if (irregularAt !== null) await importChunks(work, plan, file.table.rest(irregularAt), firstRowRead + rows);
}

async function importChunks(work: LinesImport, plan: FilePlan, chunks: AsyncIterable<Chunk>, firstRowRead: number): Promise<void> {
  const { file, writer, onRead } = work;
  const numbers = new RowNumbers({ first: firstRowRead, setAside: file.setAside ?? [] });
  const convert = (chunk: Chunk) => {
    const rows = numbers.take(chunk.type === "too_long" ? 1 : (chunk.rows ?? countLines(chunk.bytes)));
    return chunk.type === "too_long" ? null : convertInPool(work, plan, { bytes: chunk.bytes, rows });
  };
  const converted = orderedAhead(chunks, convert, {
    ...limitsOf(work),
    bytesOf: (chunk) => (chunk.type === "lines" ? chunk.bytes.length : 0),
  });
  for await (const { item: chunk, result } of converted) {
    if (chunk.type === "too_long") await writer.refuseTooLong(chunk);
    else if (result) await commit(work, plan, result);
    onRead(file.sizeBytes === 0 ? 1 : chunk.readBytes / file.sizeBytes);
  }
}

/** Imports the rows of a table up to the first piece that is not regular. @returns how many they were, and how far the file was read then. */
async function importPieces(
  work: LinesImport,
  plan: FilePlan,
  table: TableSource,
  firstRowRead: number,
): Promise<{ rows: number; irregularAt: number | null }> {
  const { file, onRead } = work;
  const numbers = new RowNumbers({ first: firstRowRead, setAside: [] });
  const { delimiter } = table;
  const convert = ({ bytes, names, rows, isLast }: TablePiece) =>
    bytes && convertInPool(work, plan, { bytes, rows: numbers.take(rows), table: { delimiter, names, rows, isLast } });
  let rows = 0;
  const converted = orderedAhead(table.pieces(), convert, { ...limitsOf(work), bytesOf: ({ bytes }) => bytes?.length ?? 0 });
  for await (const { item, result } of converted) {
    if (!result?.given) return { rows, irregularAt: item.readBytes };
    table.take(result.given);
    rows += result.given.rows;
    await commit(work, plan, result);
    onRead(file.sizeBytes === 0 ? 1 : item.readBytes / file.sizeBytes);
  }
  return { rows, irregularAt: null };
}

const limitsOf = ({ parts, options }: LinesImport) => ({
  maxItems: parts.pool.size * 2 + 1,
  maxBytes: maxBytesAhead,
  signal: options.signal,
});

function convertInPool(
  { parts, buffers }: LinesImport,
  plan: FilePlan,
  piece: Pick<ConvertRequest, "bytes" | "rows" | "table">,
): Promise<ConvertedChunk> {
  const spares = { lines: buffers.lines.takeAny(), rows: buffers.rows.takeAny() };
  return parts.pool.run(
    convertJob,
    { ...piece, plan, strict: parts.strict, spares },
    Object.values(spares).filter((spare) => spare !== undefined),
  );
}

async function commit({ buffers, writer }: LinesImport, plan: FilePlan, converted: ConvertedChunk): Promise<void> {
  (buffers.reads ?? buffers.lines).give(converted.read);
  await writer.commitConverted(converted, plan);
}

async function importTogether(work: ConvertedImport, plan: FilePlan): Promise<void> {
  const { parts, writer, options, onRead, file, inner, container } = work;
  const { staging } = container;
  const isTable = inner.table !== undefined;
  const path = isTable ? await stageRows(file, container, inner.name) : inner.path;
  const outPath = await staging.path(".records.jsonl");
  const rows = { first: getFirstRow(inner), setAside: file.setAside ?? [] };
  const [input, output] = [await (isTable ? openRead : inner.openFile)(path), await createNew(outPath)];
  const { broken, tally, settled } = await parts.pool
    .run(convertFileJob, { bytes: new Uint8Array(0), input: input.fd, output: output.fd, rows, plan })
    .finally(() => Promise.all([input.close(), output.close()]));
  if (isTable) await staging.remove(path);
  if (options.signal?.aborted) return;
  await writer.commitTally({ broken, tally, settled }, plan);
  const records = await openLines(outPath, { openFile: openRead, longestLineBytes: maxForeignRowBytes });
  try {
    for await (const chunk of records.chunks()) {
      if (options.signal?.aborted) return;
      if (chunk.type === "too_long") continue;
      const inspected = await inspectInPool(parts.pool, { bytes: chunk.bytes, kind: "auto", strict: parts.strict, converted: true });
      await writer.commitRecords(inspected);
    }
    onRead(1);
  } finally {
    await records.close();
    await staging.remove(outPath);
  }
}
