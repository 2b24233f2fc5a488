import { connect, type Socket } from "node:net";
import { AssayError } from "../../../contract/index.ts";
import type { OwnersDoor } from "../../engine/index.ts";
import type { Surroundings } from "../command.ts";
import { fileBehind } from "../input.ts";
import { clientFrames, encodeFrame, FrameSplitter, ownerFrames, pieceBytes, windowBytes } from "./frames.ts";
import { protocolVersion, sharedEnvironment } from "./hello.ts";

/** How long an owner may take to say that it runs the command. */
const startTimeoutMs = 10_000;

/**
 * Runs a command line in the process that has the workspace open, with this process's streams.
 * @returns its exit code; null when nobody listens there any more, and nothing was begun.
 * @throws AssayError in_use when the owner does not answer, or ends before the command does; the message says how many lines it acknowledged.
 */
export async function askOwner(door: OwnersDoor, argv: readonly string[], surroundings: Surroundings): Promise<number | null> {
  const socket = await reach(door.address);
  if (socket === null) return null;
  return new Conversation(socket, door, surroundings).run(argv);
}

function reach(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(null));
  });
}

class Conversation {
  readonly #socket: Socket;
  readonly #door: OwnersDoor;
  readonly #here: Surroundings;
  #started = false;
  /** The owner is closing the workspace. */
  #isLeaving = false;
  #code: number | null = null;
  #durable: number | null = null;
  #roomBytes = windowBytes;
  #wake: (() => void) | null = null;
  #failure: unknown = null;
  /** What was received is written in order. */
  #written: Promise<void> = Promise.resolve();

  constructor(socket: Socket, door: OwnersDoor, here: Surroundings) {
    this.#socket = socket;
    this.#door = door;
    this.#here = here;
  }

  async run(argv: readonly string[]): Promise<number | null> {
    const { env, stdin, stop } = this.#here;
    const closed = this.#listen();
    const file = fileBehind(stdin);
    const hello = {
      protocol: protocolVersion,
      lock: this.#door.lockId,
      argv,
      cwd: this.#here.cwd(),
      env: sharedEnvironment(env),
      ...(file === undefined ? {} : { stdinFile: { dev: file.dev, ino: file.ino, size: file.size } }),
    };
    this.#socket.write(encodeFrame(clientFrames.hello, JSON.stringify(hello)));
    const sayStop = () => this.#socket.write(encodeFrame(clientFrames.stop));
    if (stop.aborted) sayStop();
    stop.addEventListener("abort", sayStop, { once: true });
    const late = setTimeout(() => !this.#started && this.#socket.destroy(), startTimeoutMs);
    try {
      await closed;
      await this.#written;
    } finally {
      clearTimeout(late);
      // Nobody reads it any more: a producer must not wait for ever. What was not begun is tried again, with all of it.
      if (this.#started && "destroy" in stdin && typeof stdin.destroy === "function") stdin.destroy();
      stop.removeEventListener("abort", sayStop);
    }
    if (this.#isLeaving && !this.#started) return null;
    if (this.#failure !== null) throw this.#failure;
    if (this.#code === null) throw this.#lost();
    return this.#code;
  }

  #listen(): Promise<void> {
    const splitter = new FrameSplitter();
    const socket = this.#socket;
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      try {
        for (const { type, payload } of splitter.push(chunk)) this.#take(type, payload);
      } catch {
        socket.destroy();
      }
    });
    return new Promise((resolve) => {
      socket.on("close", () => {
        this.#wake?.();
        resolve();
      });
    });
  }

  #take(type: number, payload: Buffer): void {
    const { output, stdin } = this.#here;
    if (type === ownerFrames.leaving) {
      this.#isLeaving = true;
      return;
    }
    this.#started = true;
    if (type === ownerFrames.stdout) this.#write(payload);
    else if (type === ownerFrames.note) output.note(payload.toString("utf8"));
    else if (type === ownerFrames.progress) output.progress(payload.toString("utf8"));
    else if (type === ownerFrames.wantStdin) void this.#sendStdin(stdin);
    else if (type === ownerFrames.taken) {
      this.#roomBytes += Number(payload);
      this.#wake?.();
    } else if (type === ownerFrames.durable) this.#durable = Number(payload);
    else if (type === ownerFrames.exit) this.#code = Number(payload);
  }

  /** The owner is read no faster than what it says can be written here. */
  #write(bytes: Buffer): void {
    this.#socket.pause();
    this.#written = this.#written
      .then(() => this.#here.output.write(bytes))
      .then(
        () => {
          this.#socket.resume();
        },
        (thrown: unknown) => {
          this.#failure ??= thrown;
          this.#socket.destroy();
        },
      );
  }

  async #sendStdin(stdin: NodeJS.ReadableStream): Promise<void> {
    try {
      for await (const chunk of stdin) {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Buffer);
        for (let from = 0; from < bytes.length; from += pieceBytes) {
          const piece = bytes.subarray(from, from + pieceBytes);
          while (this.#roomBytes <= 0 && !this.#socket.destroyed)
            await new Promise<void>((resolve) => {
              this.#wake = resolve;
            });
          if (this.#socket.destroyed) return;
          this.#roomBytes -= piece.length;
          this.#socket.write(encodeFrame(clientFrames.stdin, piece));
        }
      }
      this.#socket.write(encodeFrame(clientFrames.stdinEnd));
    } catch (thrown) {
      this.#failure ??= thrown;
      this.#socket.destroy();
    }
  }

  #lost(): AssayError {
    const { pid } = this.#door;
    if (!this.#started)
      return new AssayError("in_use", `This workspace is in use by process ${pid}, which does not answer.`, {
        fix: "Close that Assay, then try again.",
      });
    const kept = this.#durable === null ? "" : ` ${this.#durable} lines were acknowledged; those after them are not stored.`;
    return new AssayError("in_use", `Process ${pid}, which has the workspace open, ended before the command did.${kept}`, {
      fix: this.#durable === null ? "Run the command again." : `Run the command again with the lines after the first ${this.#durable}.`,
    });
  }
}
