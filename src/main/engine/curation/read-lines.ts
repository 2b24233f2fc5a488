import { AssayError } from "../../../contract/index.ts";
import { ioError } from "../files/io-error.ts";
import { openRead } from "../files/open-inside.ts";
import { carriageReturn, newline } from "../lines/line-bytes.ts";

/** One line of a file: its bytes without the newline, and where it starts. */
export interface Line {
  bytes: Buffer;
  offset: number;
}

const stepBytes = 1 << 20;
/** No line that Assay writes comes near it; a longer one would only fill the memory. */
const maxHeldBytes = 512 * 1024 * 1024;

/**
 * Reads whole lines of a file of a workspace in slices of about a megabyte. Bytes after the last newline are not a line yet and are left out.
 * The lines of a slice share its buffer: use them before asking for the next one, or copy them.
 * @param from byte offset where a line starts. @param to byte offset after a newline; later bytes are not read.
 * @throws AssayError not_found, permission, refused (no regular file, a link), damaged (a line of more than 512 MiB), io …
 */
export async function* readLines(path: string, from = 0, to = Number.POSITIVE_INFINITY): AsyncGenerator<Line[]> {
  const file = await openRead(path).catch((thrown: unknown) => {
    throw ioError(thrown, path);
  });
  try {
    let rest: Buffer = Buffer.alloc(0);
    let at = from;
    for (;;) {
      // A line longer than a slice: read ever more of it, so that a huge line is copied a few times and not a thousand times.
      const step = Buffer.allocUnsafe(Math.min(Math.max(stepBytes, rest.length), Math.max(0, to - at)));
      const { bytesRead } = step.length === 0 ? { bytesRead: 0 } : await file.read(step, 0, step.length, at);
      if (bytesRead === 0) return;
      const start = at - rest.length;
      at += bytesRead;
      const bytes = rest.length === 0 ? step.subarray(0, bytesRead) : Buffer.concat([rest, step.subarray(0, bytesRead)]);
      const lines: Line[] = [];
      let lineStart = 0;
      for (let end = bytes.indexOf(newline, rest.length); end >= 0; end = bytes.indexOf(newline, lineStart)) {
        lines.push({ bytes: bytes.subarray(lineStart, end), offset: start + lineStart });
        lineStart = end + 1;
      }
      rest = bytes.subarray(lineStart);
      if (rest.length > maxHeldBytes) throw tooLong(path, start + lineStart);
      if (lines.length > 0) yield lines;
    }
  } catch (thrown) {
    throw ioError(thrown, path);
  } finally {
    await file.close();
  }
}

function tooLong(path: string, offset: number): AssayError {
  return new AssayError("damaged", `${path} has a line of more than ${maxHeldBytes} bytes at byte ${offset}.`, {
    where: path,
    fix: "Move the file away, or take that line out.",
  });
}

const byteOrderMark = Buffer.from("\ufeff");

/** The bytes that the index hashed: without byte order marks and carriage returns, which only somebody's own editor writes. */
export function recordBytes({ bytes }: Line): Buffer {
  let start = 0;
  while (bytes.subarray(start, start + byteOrderMark.length).equals(byteOrderMark)) start += byteOrderMark.length;
  let end = bytes.length;
  while (end > start && bytes[end - 1] === carriageReturn) end--;
  return bytes.subarray(start, end);
}
