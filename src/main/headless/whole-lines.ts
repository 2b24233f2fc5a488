import { AssayError } from "../../contract/index.ts";
import type { NumberedLine } from "../engine/index.ts";

/** A longer line is refused, and reading goes on after it. */
const maxInputLineBytes = 1 << 20;
const newline = 10;

/**
 * The lines of stdin, as many at a time as came together; blank ones are counted and left out. At the end of input a last line
 * without newline counts; when `stop` is aborted, whole lines only.
 * @throws what the stream throws.
 */
export async function* readWholeLines(stdin: NodeJS.ReadableStream, stop: AbortSignal): AsyncGenerator<NumberedLine[]> {
  const splitter = new LineSplitter();
  const end = () => "destroy" in stdin && typeof stdin.destroy === "function" && stdin.destroy();
  if (stop.aborted) return;
  stop.addEventListener("abort", end, { once: true });
  try {
    for await (const chunk of stdin) {
      const lines = splitter.take(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      if (lines.length > 0) yield lines;
    }
  } catch (thrown) {
    if (!stop.aborted) throw thrown;
  } finally {
    stop.removeEventListener("abort", end);
  }
  if (stop.aborted) return;
  const last = splitter.end();
  if (last.length > 0) yield last;
}

class LineSplitter {
  #parts: Buffer[] = [];
  #bytes = 0;
  #line = 0;

  take(chunk: Buffer): NumberedLine[] {
    const lines: NumberedLine[] = [];
    let start = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, start)) {
      this.#add(chunk.subarray(start, at));
      lines.push(...this.end());
      start = at + 1;
    }
    this.#add(chunk.subarray(start));
    return lines;
  }

  /** The line that is there so far. */
  end(): NumberedLine[] {
    const [parts, sizeBytes] = [this.#parts, this.#bytes];
    this.#parts = [];
    this.#bytes = 0;
    this.#line++;
    const text = sizeBytes > maxInputLineBytes ? tooLong(sizeBytes) : decode(Buffer.concat(parts), this.#line === 1);
    return typeof text === "string" && text.trim() === "" ? [] : [{ line: this.#line, text }];
  }

  #add(bytes: Buffer): void {
    this.#bytes += bytes.length;
    // Of a line that is too long only its length is wanted.
    if (this.#bytes <= maxInputLineBytes) this.#parts.push(bytes);
    else this.#parts = [];
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
