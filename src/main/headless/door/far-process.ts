import type { Socket } from "node:net";
import { Readable } from "node:stream";
import type { Output } from "../output.ts";
import { OutputClosed } from "../output.ts";
import { encodeFrame, ownerFrames, pieceBytes, windowBytes } from "./frames.ts";

/** The streams of a client's process, as a command in the owner's uses them. */
export class FarProcess {
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  #ended = false;
  #gone = false;
  #waitingBytes = 0;
  #isAsked = false;
  /** The command has room for more. */
  #isWanted = false;
  readonly output: Output;
  readonly stdin: Readable;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.output = {
      write: (text) => this.#writeAll(ownerFrames.stdout, typeof text === "string" ? Buffer.from(text, "utf8") : text),
      note: (line) => this.send(ownerFrames.note, line),
      progress: (line) => this.send(ownerFrames.progress, line),
    };
    this.stdin = new Readable({
      read: () => {
        this.#isWanted = true;
        this.#give();
      },
    });
  }

  /** Sends a frame without waiting; nothing when the client is gone. */
  send(type: number, payload?: Uint8Array | string): void {
    if (!this.#gone) this.#socket.write(encodeFrame(type, payload));
  }

  /** @returns false when it is more than a client may send before room was made. */
  push(chunk: Buffer): boolean {
    this.#waitingBytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#isWanted) this.#give();
    return this.#waitingBytes <= windowBytes + pieceBytes;
  }

  end(): void {
    this.#ended = true;
    if (this.#isWanted) this.#give();
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

  /** stdin is asked for only when the command reads it; each chunk that the command takes makes room for another one at the client. */
  #give(): void {
    if (!this.#isAsked) this.send(ownerFrames.wantStdin);
    this.#isAsked = true;
    while (this.#isWanted) {
      const chunk = this.#chunks.shift();
      if (chunk === undefined) {
        if (this.#ended) this.stdin.push(null);
        return;
      }
      this.#waitingBytes -= chunk.length;
      this.#isWanted = this.stdin.push(chunk);
      this.send(ownerFrames.taken, String(chunk.length));
    }
  }
}
