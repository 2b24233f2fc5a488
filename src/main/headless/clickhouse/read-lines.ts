import { AssayError } from "../../../contract/index.ts";
import { ServerFailure } from "./client.ts";

/** The lines of an answer in one of ClickHouse's JSON formats, which has its errors among them when they come after its first bytes. */

const newline = 0x0a;
const carriageReturn = 0x0d;
/** Of an exception in an answer. */
const maxExceptionBytes = 64 * 1024;

export interface LineLimits {
  /** A longer line is passed over and told to `onTooLong`. */
  maxLineBytes: number;
  onTooLong(): void;
}

/**
 * Yields each line as text. Since 25.11 a server ends an answer that it cannot finish with a block behind a carriage return, which JSON does not hold raw, and
 * closes the connection; before, the exception's text stands where the next row would be.
 * @throws ServerFailure for an exception in the answer; AssayError io for one that ends in the middle of a line; Node's error for a connection that broke.
 * @see https://clickhouse.com/docs/interfaces/http#http_response_codes_caveats
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>, { maxLineBytes, onTooLong }: LineLimits): AsyncGenerator<string> {
  let carried: Uint8Array[] = [];
  let carriedBytes = 0;
  let isTooLong = false;
  const exception: Uint8Array[] = [];
  let exceptionBytes = 0;
  const keepException = (part: Uint8Array) => {
    if (exceptionBytes < maxExceptionBytes) exception.push(part);
    exceptionBytes += part.length;
  };
  try {
    for await (const chunk of bytes) {
      if (exception.length > 0) {
        keepException(chunk);
        continue;
      }
      let from = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
        const piece = chunk.subarray(from, end);
        from = end + 1;
        const line = isTooLong ? new Uint8Array(0) : Buffer.concat([...carried, piece]);
        carried = [];
        carriedBytes = 0;
        if (line.at(-1) === carriageReturn || startsException(line)) {
          keepException(line);
          keepException(chunk.subarray(from));
          from = chunk.length;
          break;
        }
        if (isTooLong || line.length > maxLineBytes) onTooLong();
        else if (line.length > 0) yield Buffer.from(line).toString("utf8");
        isTooLong = false;
      }
      const rest = chunk.subarray(from);
      if (rest.length === 0) continue;
      carriedBytes += rest.length;
      if (carriedBytes > maxLineBytes) {
        isTooLong = true;
        carried = [];
      } else carried.push(Buffer.from(rest));
    }
  } catch (thrown) {
    // What the server says before it closes the connection says more than that it is closed.
    const failure = readException(Buffer.concat([...exception, ...carried]).toString("utf8"));
    throw failure ?? thrown;
  }
  const failure = readException(Buffer.concat([...exception, ...carried]).toString("utf8"));
  if (failure) throw failure;
  if (exception.length > 0 || carriedBytes > 0)
    throw new AssayError("io", "The server's answer ends in the middle of a row.", {
      fix: "Run the command again. If it happens again, something between here and the server cuts long answers: ask for less at once.",
    });
}

const startsException = (line: Uint8Array) => /^Code: \d+\. /.test(Buffer.from(line.subarray(0, 20)).toString("latin1"));

/** The exception in a text: `Code: 395. DB::Exception: message. (TYPE)`. */
function readException(text: string): ServerFailure | null {
  const found = /Code: (\d+)\.\s+(?:DB::)?Exception:\s+([\s\S]*)/.exec(text);
  if (!found) return null;
  const [, code, rest = ""] = found;
  const message = rest.split(/ \([A-Z0-9_]{3,}\)/)[0] ?? rest;
  return new ServerFailure(Number(code), message.trim());
}
