import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { AssayError, type Finding, maxLineBytes, quarantinedHeadBytes } from "../../../contract/index.ts";
import { ioError, withPath } from "../files/io-error.ts";
import { openNamed } from "../files/named-file.ts";
import { openRead } from "../files/open-inside.ts";
import { carriageReturn, isByteOrderMark, newline } from "../lines/line-bytes.ts";
import { BufferPool } from "../workers/buffer-pool.ts";
import type { Chunk } from "./chunk.ts";
import type { TableSource } from "./table-source.ts";

export const chunkBytes = 1024 * 1024;
/** How much of a file is read to tell its encoding and line ends. */
export const sampledBytes = 256 * 1024;
/** Fits a chunk and what is carried into it, nearly always, so that buffers are alike and can be reused. */
export const defaultBufferBytes = chunkBytes + 64 * 1024;
const maxReadBytes = 4 * 1024 * 1024;
const nothing = Buffer.alloc(0);

export interface OpenedFile {
  /** What the file held when it was opened. */
  sizeBytes: number;
  stats: Stats;
  /** The first bytes, at most this many. */
  head(bytes: number): Promise<Buffer>;
  /** Whether the file has grown since it was opened. */
  hasGrown(): Promise<boolean>;
  chunks(): AsyncGenerator<Chunk>;
  /** Set for a regular table, which is read in this way or by `chunks`. */
  table?: TableSource;
  /** Numbers of rows that are not given, ascending, of a table; one is there before any row behind it is given. Default: none. */
  setAside?: readonly number[];
  close(): Promise<void>;
}

export type OpenFile = (path: string) => Promise<FileHandle>;

export interface LinesOptions {
  fromByte?: number;
  /** The end of a line. Default: the file's present end. */
  toByte?: number;
  /** Where buffers come from; whoever is done with a chunk may give its buffer back there. */
  buffers?: BufferPool;
  /** Default: opens a file that a person named. For journals of a workspace there is `openJournalLines`. */
  openFile?: OpenFile;
  /** Longer lines are not held. Default: the limit of records. */
  longestLineBytes?: number;
}

/**
 * Opens a file of lines for reading. Of what is appended later only the rest of a line already begun is read, so that reading ends even while
 * somebody writes. A BOM is skipped, UTF-16 (recognised by its BOM) is decoded, a file whose only line ends are carriage returns is split on
 * them, a missing last newline is added.
 * @throws AssayError not_found, permission, refused for anything that is not a regular file.
 */
export async function openLines(
  path: string,
  {
    fromByte = 0,
    toByte = Number.POSITIVE_INFINITY,
    buffers = new BufferPool(),
    openFile = openNamed,
    longestLineBytes = maxLineBytes,
  }: LinesOptions = {},
): Promise<OpenedFile> {
  let file: FileHandle | undefined;
  try {
    file = await openFile(path);
    const stats = await file.stat();
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? "is a folder" : "is not a regular file";
      throw new AssayError("refused", `${path} ${what}.`, { where: path, fix: "Choose a file of JSON lines." });
    }
    const opened = file;
    const sizeBytes = Math.min(stats.size, toByte);
    const range = { fromByte, sizeBytes, mayGrow: toByte > stats.size, longestLineBytes, headBytes: Math.min(sampledBytes, stats.size) };
    return {
      sizeBytes: stats.size,
      stats,
      head: (bytes) => readHead(opened, path, bytes),
      hasGrown: async () => (await withPath(path, () => opened.stat())).size > stats.size,
      chunks: () => readChunks(opened, path, range, buffers),
      close: () => opened.close(),
    };
  } catch (thrown) {
    await file?.close().catch(() => {});
    throw ioError(thrown, path);
  }
}

/** Opens a journal of a workspace for reading, as `openLines` does; no link is followed. */
export const openJournalLines = (
  path: string,
  fromByte: number,
  toByte: number,
  more: Pick<LinesOptions, "buffers" | "longestLineBytes"> = {},
): Promise<OpenedFile> => openLines(path, { fromByte, toByte, openFile: openRead, ...more });

interface Range {
  fromByte: number;
  /** Where reading ends: the size of the file when it was opened, or `toByte`. */
  sizeBytes: number;
  /** Whether a line begun before that is read to its newline. */
  mayGrow: boolean;
  longestLineBytes: number;
  /** How much is read to tell its encoding and line ends. */
  headBytes: number;
}

/** Buffers of files that are shorter than a chunk are a multiple of this: a thousand small files must not cost a thousand megabytes. */
const smallBufferBytes = 64 * 1024;

/** Read size for the rest of a line that was not whole when the file was opened. */
const restBytes = 64 * 1024;

async function* readChunks(
  file: FileHandle,
  path: string,
  { fromByte, sizeBytes, mayGrow, longestLineBytes, headBytes }: Range,
  buffers: BufferPool,
): AsyncGenerator<Chunk> {
  const decoder = await detectDecoder(file, path, fromByte, headBytes);
  let position = fromByte + decoder.skipBytes;
  /** The beginning of a line whose end has not been read yet. */
  let carried: Buffer = nothing;
  let lineOffset = position;
  let skipping: { head: Buffer; sizeBytes: number; offset: number } | null = null;

  for (;;) {
    // Reads behind what was carried, so that a chunk's bytes move once. A long line is read in longer pieces.
    const front = carried.length;
    const left = sizeBytes - position;
    const isRest = left <= 0 && mayGrow && front > 0 && skipping === null && decoder.decode === unchanged;
    const wanted = isRest ? restBytes : Math.min(Math.max(chunkBytes, Math.min(front, maxReadBytes)), left);
    const defaultBytes = Math.max(defaultBufferBytes, front + Math.min(Math.max(chunkBytes, front), maxReadBytes));
    const neededBytes = Math.ceil((front + Math.max(wanted, 1)) / smallBufferBytes) * smallBufferBytes;
    const raw = Buffer.from(buffers.take(left < chunkBytes ? Math.min(defaultBytes, neededBytes) : defaultBytes));
    let { bytesRead } = wanted > 0 ? await withPath(path, () => file.read(raw, front, wanted, position)) : { bytesRead: 0 };
    if (isRest) bytesRead = lineEndWithin(raw.subarray(front, front + bytesRead));
    const ended = bytesRead === 0;
    if (ended && position < sizeBytes) throw shrank(path, position, sizeBytes);
    position += bytesRead;
    let bytes: Buffer;
    if (decoder.decode === unchanged) {
      carried.copy(raw);
      bytes = raw.subarray(0, front + bytesRead);
    } else {
      bytes = Buffer.concat([carried, decoder.decode(raw.subarray(front, front + bytesRead), ended, position)]);
    }
    if (skipping) {
      const end = bytes.indexOf(newline);
      skipping.sizeBytes += end < 0 ? bytes.length : end;
      lineOffset += end < 0 ? bytes.length : end + 1;
      if (end < 0 && !ended) continue;
      yield { type: "too_long", ...skipping, readBytes: position };
      skipping = null;
      bytes = copyBytes(bytes.subarray(end + 1));
      if (end < 0) return;
    }
    const last = bytes.lastIndexOf(newline);
    carried = Buffer.from(bytes.subarray(last + 1));
    if (last >= 0) {
      const offset = lineOffset;
      // Before the yield: the consumer may transfer the bytes away.
      lineOffset += last + 1;
      yield { type: "lines", bytes: toArray(bytes.subarray(0, last + 1)), offset, readBytes: position };
      if (position >= sizeBytes && carried.length === 0 && decoder.decode === unchanged) return;
    }
    if (carried.length > longestLineBytes) {
      skipping = { head: Buffer.from(carried.subarray(0, quarantinedHeadBytes)), sizeBytes: carried.length, offset: lineOffset };
      lineOffset += carried.length;
      carried = nothing;
    }
    if (ended) {
      if (skipping) yield { type: "too_long", ...skipping, readBytes: position };
      else if (carried.length > 0)
        yield { type: "lines", bytes: toArray(copyBytes(carried, "\n")), offset: lineOffset, readBytes: position, unterminated: true };
      const cut = decoder.rest();
      if (cut.length > 0) {
        const finding = cutCharacter(cut.length);
        yield { type: "too_long", head: cut, sizeBytes: cut.length, offset: position - cut.length, readBytes: position, finding };
      }
      return;
    }
  }
}

/** Length of the part that belongs to the line continued in these bytes. */
function lineEndWithin(bytes: Buffer): number {
  const end = bytes.indexOf(newline);
  return end < 0 ? bytes.length : end + 1;
}

/** Copies bytes into a buffer of their own, which can be transferred. */
function copyBytes(bytes: Buffer, end = ""): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length + end.length);
  bytes.copy(own);
  own.write(end, bytes.length, "latin1");
  return own;
}

const toArray = (bytes: Buffer) => new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);

export function shrank(path: string, position: number, sizeBytes: number): AssayError {
  return new AssayError("io", `${path} became shorter while it was read: it had ${sizeBytes} bytes and ended at ${position}.`, {
    where: path,
    fix: "Import it again when nothing writes to it any more; what was accepted is kept and counts as duplicate then.",
  });
}

interface LineDecoder {
  skipBytes: number;
  decode(bytes: Buffer, last: boolean, position: number): Buffer;
  /** Bytes at the end of the file that are not a whole character. */
  rest(): Buffer;
}

const cutCharacter = (bytes: number): Finding => ({
  pointer: "",
  rule: "utf16",
  message: `The file ends in the middle of a UTF-16 character: its last ${bytes === 1 ? "byte is" : `${bytes} bytes are`} left over.`,
});

async function readHead(file: FileHandle, path: string, bytes: number): Promise<Buffer> {
  const head = Buffer.allocUnsafeSlow(bytes);
  const { bytesRead } = await withPath(path, () => file.read(head, 0, bytes, 0));
  return head.subarray(0, bytesRead);
}

const noRest = () => nothing;

const unchanged: LineDecoder["decode"] = (bytes) => bytes;

/** Decides from the start of the file which bytes to skip, and how to turn the rest into UTF-8 lines ended by newlines. */
async function detectDecoder(file: FileHandle, path: string, fromByte: number, headBytes: number): Promise<LineDecoder> {
  if (fromByte > 0) return { skipBytes: 0, decode: unchanged, rest: noRest };
  const head = await readHead(file, path, headBytes);
  if (head[0] === 0xff && head[1] === 0xfe) return utf16("utf-16le", path);
  if (head[0] === 0xfe && head[1] === 0xff) return utf16("utf-16be", path);
  const skipBytes = isByteOrderMark(head) ? 3 : 0;
  if (endsLinesWithCarriageReturns(head.subarray(skipBytes))) {
    return { skipBytes, decode: (bytes) => bytes.map((byte) => (byte === carriageReturn ? newline : byte)) as Buffer, rest: noRest };
  }
  return { skipBytes, decode: unchanged, rest: noRest };
}

function utf16(encoding: "utf-16le" | "utf-16be", path: string): LineDecoder {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  /** Half a character at the end of what was read. */
  let half: Buffer = nothing;
  return {
    skipBytes: 2,
    rest: () => half,
    decode: (bytes, last, position) => {
      try {
        const all = Buffer.concat([half, bytes]);
        const whole = all.length - (all.length % 2);
        half = all.subarray(whole);
        return Buffer.from(decoder.decode(all.subarray(0, whole), { stream: !last }), "utf8");
      } catch (cause) {
        throw new AssayError("damaged", `${path} says it is ${encoding.toUpperCase()} but is broken at about byte ${position}.`, {
          where: path,
          fix: "Save it as UTF-8 and import it again.",
          cause,
        });
      }
    },
  };
}

/** Files of old Macs. A lone carriage return is also white space inside JSON, so the first line must be a whole JSON value. */
function endsLinesWithCarriageReturns(head: Buffer): boolean {
  const end = head.indexOf(carriageReturn);
  if (end <= 0 || end === head.length - 1 || head.includes(newline)) return false;
  try {
    return typeof JSON.parse(head.toString("utf8", 0, end)) === "object";
  } catch {
    return false;
  }
}
