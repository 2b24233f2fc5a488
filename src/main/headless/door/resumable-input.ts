import { Readable } from "node:stream";
import { fileBehind, setFileBehind } from "../input.ts";

const newline = 10;

/** A stdin of which the end can be read again: what was read and is not on disk yet is kept. */
export class ResumableInput {
  readonly #source: NodeJS.ReadableStream;
  #keeps: boolean;
  readonly #kept: Buffer[] = [];
  /** How many chunks, and newlines in them, were forgotten. */
  #forgotten = 0;
  #forgottenLines = 0;
  #iterator: AsyncIterator<string | Buffer> | undefined;
  #reading: Promise<void> | null = null;
  #ended = false;
  /** Of readers; a former one takes nothing more. */
  #current = 0;

  /** @param keeps false: nothing is kept, and it can be read once. */
  constructor(source: NodeJS.ReadableStream, keeps: boolean) {
    this.#source = source;
    this.#keeps = keeps;
  }

  /** From what is kept on. One reader at a time: what a former one still waits for is this one's. @throws what the source throws. */
  async *read(): AsyncGenerator<Buffer> {
    const own = ++this.#current;
    for (let next = this.#forgotten; own === this.#current; ) {
      const chunk = this.#kept[next - this.#forgotten];
      if (chunk !== undefined) {
        next++;
        if (!this.#keeps) this.#forget(next - this.#forgotten);
        yield chunk;
      } else if (this.#ended) return;
      else await this.#more();
    }
  }

  /** The first `lines` lines are on disk; chunks that end before the next one are forgotten. */
  forget(lines: number): void {
    let count = 0;
    for (const chunk of this.#kept) {
      const inChunk = countLines(chunk);
      if (this.#forgottenLines + inChunk > lines) break;
      this.#forgottenLines += inChunk;
      // A line may go on behind a chunk of whole lines.
      if (this.#forgottenLines === lines && chunk.at(-1) !== newline) {
        this.#forgottenLines -= inChunk;
        break;
      }
      count++;
    }
    this.#forget(count);
  }

  /** The next reader begins behind the first `lines` lines. */
  rewind(lines: number): void {
    this.forget(lines);
    const [first] = this.#kept;
    if (first === undefined) return;
    let from = 0;
    for (; this.#forgottenLines < lines; this.#forgottenLines++) {
      const at = first.indexOf(newline, from);
      if (at < 0) break;
      from = at + 1;
    }
    this.#kept[0] = first.subarray(from);
  }

  /** The same as a stream, for the last reader: nothing is kept behind it. */
  stream(): Readable {
    const chunks = this.read();
    const stream = new Readable({
      read: () => {
        this.#keeps = false;
        chunks.next().then(
          ({ done, value }) => stream.push(done === true ? null : value),
          (thrown: Error) => stream.destroy(thrown),
        );
      },
      destroy: (error, done) => {
        this.destroy();
        done(error);
      },
    });
    const file = fileBehind(this.#source);
    if (file !== undefined) setFileBehind(stream, file);
    return stream;
  }

  /** Nobody reads it any more: a producer must not wait for ever. */
  destroy(): void {
    if ("destroy" in this.#source && typeof this.#source.destroy === "function") this.#source.destroy();
  }

  #forget(chunks: number): void {
    this.#kept.splice(0, chunks);
    this.#forgotten += chunks;
  }

  #more(): Promise<void> {
    this.#iterator ??= this.#source[Symbol.asyncIterator]() as AsyncIterator<string | Buffer>;
    this.#reading ??= this.#iterator
      .next()
      .then(({ done, value }) => {
        if (done === true) this.#ended = true;
        else this.#kept.push(typeof value === "string" ? Buffer.from(value) : value);
      })
      .finally(() => {
        this.#reading = null;
      });
    return this.#reading;
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++;
  return count;
}
