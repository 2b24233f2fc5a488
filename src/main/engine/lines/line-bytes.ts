/** The bytes that end a line. A line ends at a newline; a carriage return before it belongs to the ending. */
export const newline = 0x0a;
export const carriageReturn = 0x0d;

/** A line's bytes with its newline. @throws TypeError when it holds one already. */
export function toLine(line: string | Uint8Array): Buffer {
  const bytes = typeof line === "string" ? Buffer.from(line, "utf8") : line;
  if (bytes.includes(newline)) throw new TypeError("a line to append holds a newline");
  const out = Buffer.allocUnsafe(bytes.length + 1);
  out.set(bytes);
  out[bytes.length] = newline;
  return out;
}
