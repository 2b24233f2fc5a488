import { connect, type Socket } from "node:net";
import { AssayError } from "../../../contract/index.ts";
import type { OwnersDoor } from "../../engine/index.ts";
import type { Surroundings } from "../command.ts";
import { fileBehind } from "../input.ts";
import { clientFrames, encodeFrame, FrameSplitter, ownerFrames, pieceBytes, windowBytes } from "./frames.ts";
import type { TakenSoFar } from "./hand-over.ts";
import { protocolVersion, sharedEnvironment } from "./hello.ts";
import type { ResumableInput } from "./resumable-input.ts";

/** How long an owner may take to say that it runs the command. */
const startTimeoutMs = 10_000;

/** The owner has ended, and the command has not. */
export interface HandedOver {
  /** Of stdin, if the command reads it. */
  taken: TakenSoFar | undefined;
}

/**
 * Runs a command line in the process that has the workspace open, with this process's streams.
 * @returns its exit code; null when nobody listens there any more, and nothing was begun; or that the command is to go on elsewhere.
 * @throws AssayError in_use when the owner does not answer, or ends before the command does; the message says how many lines it acknowledged.
 */
export async function askOwner(
  door: OwnersDoor,
  argv: readonly string[],
  surroundings: Surroundings,
  input: ResumableInput,
): Promise<number | null | HandedOver> {
  const socket = await reach(door.address);
  if (socket === null) return null;
  return new Conversation(socket, door, surroundings, input).run(argv);
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
  readonly #input: ResumableInput;
  #started = false;
  /** The owner is closing the workspace. */
  #isLeaving = false;
  #code: number | null = null;
  #handedOver: HandedOver | null = null;
  #durable: number | null = null;
  #roomBytes = windowBytes;
  #wake: (() => void) | null = null;
  #failure: unknown = null;
  /** What was received is written in order. */
  #written: Promise<void> = Promise.resolve();

  constructor(socket: Socket, door: OwnersDoor, here: Surroundings, input: ResumableInput) {
    this.#input = input;
    this.#durable = here.before?.lines ?? null;
    this.#socket = socket;
    this.#door = door;
    this.#here = here;
  }

  async run(argv: readonly string[]): Promise<number | null | HandedOver> {
    const { env, stdin, stop, before } = this.#here;
    const closed = this.#listen();
    const file = fileBehind(stdin);
    const hello = {
      protocol: protocolVersion,
      lock: this.#door.lockId,
      argv,
      cwd: this.#here.cwd(),
      env: sharedEnvironment(env),
      ...(before === undefined ? {} : { before }),
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
      // What was not begun is tried again, with all of it.
      if (this.#started && this.#handedOver === null) this.#input.destroy();
      stop.removeEventListener("abort", sayStop);
    }
    if (this.#isLeaving && !this.#started) return null;
    if (this.#failure !== null) throw this.#failure;
    if (this.#handedOver !== null) return this.#handedOver;
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
    const { output } = this.#here;
    if (type === ownerFrames.leaving) {
      this.#isLeaving = true;
      return;
    }
    this.#started = true;
    if (type === ownerFrames.stdout) this.#write(payload);
    else if (type === ownerFrames.note) output.note(payload.toString("utf8"));
    else if (type === ownerFrames.progress) output.progress(payload.toString("utf8"));
    else if (type === ownerFrames.wantStdin) void this.#sendStdin();
    else if (type === ownerFrames.taken) {
      this.#roomBytes += Number(payload);
      this.#wake?.();
    } else if (type === ownerFrames.durable) {
      const [lines, inputLines] = payload.toString("utf8").split(" ").map(Number);
      this.#durable = lines ?? 0;
      this.#input.forget(inputLines ?? 0);
    } else if (type === ownerFrames.handOver)
      this.#handedOver = { taken: (JSON.parse(payload.toString("utf8")) as TakenSoFar | null) ?? undefined };
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

  async #sendStdin(): Promise<void> {
    try {
      for await (const bytes of this.#input.read()) {
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
