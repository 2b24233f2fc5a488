/**
 * What a line is. It ends at a newline; bytes after the last newline of a file are a torn tail, not a line. The record on a line starts
 * after any byte order marks, which stand inside a file where files were put together, and ends before any carriage returns. All of
 * them: one that stayed would be taken for part of the line end when the journal is read back, and the line's hash would differ.
 */
export const newline = 0x0a;
export const carriageReturn = 0x0d;
export const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Whether a byte order mark stands at `at`. */
export function isByteOrderMark(bytes: Uint8Array, at = 0): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf;
}

/** Where the record starts on the line bytes[start..end). */
export function recordStart(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at + 3 <= end && isByteOrderMark(bytes, at)) at += 3;
  return at;
}

/** Where the record ends on the line bytes[start..end); `start` when the line is nothing but carriage returns. */
export function recordEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === carriageReturn) at--;
  return at;
}

/** The record on a line, given without its newline: what is validated and hashed. Shares the line's memory. */
export function recordBytes(line: Buffer): Buffer {
  const start = recordStart(line, 0, line.length);
  return line.subarray(start, recordEnd(line, start, line.length));
}

const joinedCharacters = 1 << 18;

/** The bytes of lines with their newlines, many in one buffer: each buffer that is written costs some 3 µs. @throws TypeError when one holds a newline already. */
export function toLines(lines: readonly string[]): Buffer[] {
  const parts: Buffer[] = [];
  let some: string[] = [];
  let length = 0;
  const put = () => {
    parts.push(Buffer.from(`${some.join("\n")}\n`, "utf8"));
    some = [];
    length = 0;
  };
  for (const line of lines) {
    if (line.includes("\n")) throw new TypeError("a line to append holds a newline");
    some.push(line);
    length += line.length;
    if (length >= joinedCharacters) put();
  }
  if (some.length > 0) put();
  return parts;
}

/** A line's bytes with its newline. @throws TypeError when it holds one already. */
export function toLine(line: string | Uint8Array): Buffer {
  const bytes = typeof line === "string" ? Buffer.from(line, "utf8") : line;
  if (bytes.includes(newline)) throw new TypeError("a line to append holds a newline");
  const out = Buffer.allocUnsafe(bytes.length + 1);
  out.set(bytes);
  out[bytes.length] = newline;
  return out;
}
