import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type { Output } from "../output.ts";
import { OutputClosed } from "../output.ts";
import { encodeFrame, ownerFrames, pieceBytes } from "./frames.ts";

/** The streams of a client's process, as a command in the owner's uses them. */
export class FarProcess {
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  #ended = false;
  #gone = false;
  #wake: (() => void) | null = null;
  readonly output: Output;
  readonly stdin: Readable;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.output = {
      write: (text) => this.#writeAll(ownerFrames.stdout, typeof text === "string" ? Buffer.from(text, "utf8") : text),
      note: (line) => this.send(ownerFrames.note, line),
      progress: (line) => this.send(ownerFrames.progress, line),
    };
    this.stdin = Readable.from(this.#read(), { objectMode: true, highWaterMark: 1 });
    this.stdin.on("error", () => {});
  }

  /** Sends a frame without waiting; nothing when the client is gone. */
  send(type: number, payload?: Uint8Array | string): void {
    if (!this.#gone) this.#socket.write(encodeFrame(type, payload));
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** The client will read nothing more, nor send. */
  leave(): void {
    this.#gone = true;
    this.end();
  }

  /** As fast as the client takes it. @throws OutputClosed when it is gone. */
  async #writeAll(type: number, bytes: Uint8Array): Promise<void> {
    for (let from = 0; from === 0 || from < bytes.length; from += pieceBytes) {
      if (this.#gone) throw new OutputClosed();
      const isTaken = this.#socket.write(encodeFrame(type, bytes.subarray(from, from + pieceBytes)));
      if (!isTaken) await this.#drained();
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#socket.off("drain", done).off("close", done);
        resolve();
      };
      this.#socket.on("drain", done).on("close", done);
    });
  }

  /** Asked for only when the command reads; each chunk makes room for another one at the client. */
  async *#read(): AsyncGenerator<Buffer> {
    this.send(ownerFrames.wantStdin);
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        yield chunk;
        this.send(ownerFrames.taken, String(chunk.length));
      } else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
