import type { AssayError } from "../../../contract/index.ts";
import { type Container, containerHeadBytes, containerOnStream, detectContainer, isMarkedUtf16 } from "../containers/container.ts";
import { newline } from "../lines/line-bytes.ts";

/** A stream is judged by this many bytes or a whole line, so that a producer that sends line by line does not wait. */
const judgedBytes = 64;

/**
 * Passes a stream through unless its beginning shows a container.
 * @param toError says what to do where it came from. @throws AssayError refused, before anything was passed through.
 */
export async function* refuseContainers(
  input: AsyncIterable<Uint8Array>,
  toError: (container: Container) => AssayError = containerOnStream,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] | null = [];
  for await (const part of input) {
    if (held === null) {
      yield part;
      continue;
    }
    held.push(part);
    const head = Buffer.concat(held);
    if (head.length < judgedBytes && !head.includes(newline)) continue;
    held = null;
    refuseContainer(head, false, toError);
    yield head;
  }
  if (held !== null && held.length > 0) {
    const head = Buffer.concat(held);
    refuseContainer(head, true, toError);
    yield head;
  }
}

function refuseContainer(head: Buffer, isWhole: boolean, toError: (container: Container) => AssayError): void {
  const container = isMarkedUtf16(head)
    ? { description: "is UTF-16", command: "iconv -f UTF-16 -t UTF-8 FILE" }
    : detectContainer(head.subarray(0, containerHeadBytes), isWhole);
  if (container) throw toError(container);
}
