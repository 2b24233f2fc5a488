import { AssayError } from "../../contract/index.ts";
import { type Line, LineSplitter, type NumberedLine } from "../engine/index.ts";

/** A longer line is refused, and reading goes on after it. */
const maxInputLineBytes = 1 << 20;

/**
 * The lines of stdin, as many at a time as came together; blank ones are counted and left out. At the end of input a last line
 * without newline counts; when `stop` is aborted, whole lines only.
 * @throws what the stream throws.
 */
export async function* readWholeLines(stdin: NodeJS.ReadableStream, stop: AbortSignal): AsyncGenerator<NumberedLine[]> {
  const splitter = new LineSplitter(0, maxInputLineBytes);
  const numbers = new NumberedLines();
  const end = () => "destroy" in stdin && typeof stdin.destroy === "function" && stdin.destroy();
  if (stop.aborted) return;
  stop.addEventListener("abort", end, { once: true });
  try {
    for await (const chunk of stdin) {
      const lines = splitter.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk).flatMap((line) => numbers.toNumbered(line));
      if (lines.length > 0) yield lines;
    }
  } catch (thrown) {
    if (!stop.aborted) throw thrown;
  } finally {
    stop.removeEventListener("abort", end);
  }
  if (stop.aborted) return;
  const tail = splitter.end();
  const last = tail === null ? [] : numbers.toNumbered(tail);
  if (last.length > 0) yield last;
}

/** Counts lines, blank ones too, and reads their text. */
class NumberedLines {
  #line = 0;

  /** @returns nothing for a blank line. */
  toNumbered({ bytes, sizeBytes }: Line): NumberedLine[] {
    this.#line++;
    const text = sizeBytes > bytes.length ? tooLong(sizeBytes) : decode(bytes, this.#line === 1);
    return typeof text === "string" && text.trim() === "" ? [] : [{ line: this.#line, text }];
  }
}

function decode(bytes: Buffer, isFirst: boolean): string | AssayError {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return isFirst && text.startsWith("\ufeff") ? text.slice(1) : text;
  } catch {
    return new AssayError("invalid_argument", "The line is not UTF-8.", { fix: "Write it in UTF-8." });
  }
}

function tooLong(sizeBytes: number): AssayError {
  return new AssayError("over_limit", `The line has ${sizeBytes} bytes; at most ${maxInputLineBytes} bytes (1 MiB) are read.`, {
    fix: "Write one decision a line.",
  });
}
