import type { ReadBytes } from "./forwards.ts";
import { newline } from "./line-bytes.ts";

const stepBytes = 256 * 1024;

/** The bytes from `from` to `to`, the last ones first. */
async function* stepsBackwards(read: ReadBytes, to: number, from: number): AsyncGenerator<{ bytes: Buffer; offset: number }> {
  for (let end = to; end > from; ) {
    const offset = Math.max(from, end - stepBytes);
    yield { bytes: await read(offset, end - offset), offset };
    end = offset;
  }
}

/** The offset just after the last newline before `to`; `from` when there is none behind it. */
export async function findLastLineEnd(read: ReadBytes, to: number, from = 0): Promise<number> {
  for await (const { bytes, offset } of stepsBackwards(read, to, from)) {
    const at = bytes.lastIndexOf(newline);
    if (at >= 0) return offset + at + 1;
  }
  return from;
}

/**
 * The lines before `to`, the last one first, so that reading costs what the lines asked for cost. A torn tail is left out.
 * @param tooLong makes the error for a line of more than `maxBytes`.
 */
export async function* readLinesBackwards(
  read: ReadBytes,
  to: number,
  maxBytes: number,
  tooLong: () => Error,
): AsyncGenerator<{ bytes: Buffer; offset: number }> {
  /** Of the line whose start has not been found, the last piece first; null until the last newline is found. */
  let pieces: Buffer[] | null = null;
  let pendingBytes = 0;
  for await (const step of stepsBackwards(read, to, 0)) {
    let rest = step.bytes;
    for (let at = rest.lastIndexOf(newline); at >= 0; at = rest.lastIndexOf(newline)) {
      if (pieces !== null) yield { bytes: join([...pieces, rest.subarray(at + 1)]), offset: step.offset + at + 1 };
      pieces = [];
      pendingBytes = 0;
      rest = rest.subarray(0, at);
    }
    pieces?.push(rest);
    pendingBytes += rest.length;
    if (pieces !== null && pendingBytes > maxBytes) throw tooLong();
  }
  if (pieces !== null) yield { bytes: join(pieces), offset: 0 };
}

const join = (lastFirst: readonly Buffer[]) => (lastFirst.length === 1 ? (lastFirst[0] as Buffer) : Buffer.concat(lastFirst.toReversed()));
