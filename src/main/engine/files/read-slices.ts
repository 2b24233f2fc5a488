import { readSteps } from "../lines/forwards.ts";
import { newline } from "../lines/line-bytes.ts";
import { ioError } from "./io-error.ts";
import { openRead } from "./open-inside.ts";
import { maxHeldBytes, tooLong, toReadBytes } from "./read-lines.ts";

/**
 * What a thread makes of a slice lives until the slice is done. Of a megabyte the garbage collector found most still alive and copied it: 1.9 s of
 * processor time in an export of 385 MB, a ninth of it all.
 */
const sliceBytes = 256 * 1024;

/**
 * Reads a workspace file as slices of whole lines with their newlines, about 256 kB each; a torn tail is left out. Each slice has a buffer of its
 * own, which may be transferred to a thread.
 * @param to just after a newline; later bytes are not read.
 * @throws AssayError not_found, permission, refused (not a regular file, or a link), damaged (a line of more than 512 MiB), io …
 */
export async function* readSlices(path: string, to: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await openRead(path).catch((thrown: unknown) => Promise.reject(ioError(thrown, path)));
  try {
    let parts: Buffer[] = [];
    let pendingBytes = 0;
    let offset = 0;
    for await (const step of readSteps(toReadBytes(file), 0, to, sliceBytes)) {
      const end = step.lastIndexOf(newline) + 1;
      if (end > 0) {
        const slice = joinBytes([...parts, step.subarray(0, end)], pendingBytes + end);
        offset += slice.length;
        [parts, pendingBytes] = [[], 0];
        yield slice;
      }
      parts.push(step.subarray(end));
      pendingBytes += step.length - end;
      if (pendingBytes > maxHeldBytes) throw tooLong(path, offset);
    }
  } catch (thrown) {
    throw ioError(thrown, path);
  } finally {
    await file.close();
  }
}

function joinBytes(parts: readonly Uint8Array[], sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
