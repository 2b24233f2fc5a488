import type { Stats } from "node:fs";
import { createServer, type Socket } from "node:net";
import { Value } from "typebox/value";
import type { Door, Log, OpenDoor, Workspace } from "../../engine/index.ts";
import type { Places, RunCli } from "../command.ts";
import { setFileBehind } from "../input.ts";
import { FarProcess } from "./far-process.ts";
import { clientFrames, encodeFrame, FrameSplitter, ownerFrames } from "./frames.ts";
import { endless, goOnElsewhere, stopToHandOver } from "./hand-over.ts";
import { Hello } from "./hello.ts";
import { ownCommands } from "./owner-has-it.ts";

/** A client says what it wants at once. */
const helloTimeoutMs = 10_000;
const maxClients = 200;

/** The door of a command that owns the workspace. */
export type CommandDoor = OpenDoor & {
  /**
   * Takes no more clients, and hands over those whose command has no end of its own. Resolves when the others have ended, or at once when `stop` is aborted.
   * @param onWait called when there are some.
   */
  idle(stop: AbortSignal, onWait: () => void): Promise<void>;
};

/**
 * How whoever has a workspace open serves other processes of the same user: a client's command line is run here, on the open workspace, with the
 * client's streams. So it answers the same, and ends with the same code, as where the workspace is free.
 * @param loadRunCli the command line is loaded when the first client comes: a window that opens does not wait for it.
 */
export function createOpenDoor(loadRunCli: () => Promise<RunCli>, places: Places, log: Log): CommandDoor {
  const clients = new Set<Client>();
  const settled = async () => {
    while (clients.size > 0) await Promise.all([...clients].map((client) => client.ended));
  };
  let stopListening = () => {};
  const open: OpenDoor = async (workspace, address, lockId): Promise<Door> => {
    const server = createServer((socket) => {
      if (clients.size >= maxClients) return socket.destroy();
      const client = new Client(socket, { workspace, lockId, loadRunCli, places, log });
      clients.add(client);
      void client.ended.then(() => clients.delete(client));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(address, () => resolve());
    });
    server.on("error", (error) => log("warn", "door_failed", { error: error.message }));
    // What it serves keeps the process alive, not that it could.
    server.unref();
    stopListening = () => server.close();
    return {
      close: async () => {
        stopListening();
        for (const client of clients) client.leave("at once");
        await settled();
      },
    };
  };
  return Object.assign(open, {
    idle: async (stop: AbortSignal, onWait: () => void) => {
      stopListening();
      if (stop.aborted || clients.size === 0) return;
      for (const client of clients) client.leave("when it is done");
      if ([...clients].some((client) => !client.isLeaving)) onWait();
      await Promise.race([settled(), new Promise((resolve) => stop.addEventListener("abort", resolve, { once: true }))]);
    },
  });
}

interface ClientParts {
  workspace: Workspace;
  lockId: string;
  loadRunCli(): Promise<RunCli>;
  places: Places;
  log: Log;
}

/** One command of another process. */
class Client {
  readonly ended: Promise<void>;
  readonly #parts: ClientParts;
  readonly #socket: Socket;
  readonly #far: FarProcess;
  readonly #stop = new AbortController();
  #hello: Hello | null = null;
  /** Its command was stopped by the owner's end. */
  isLeaving = false;

  constructor(socket: Socket, parts: ClientParts) {
    const { log } = parts;
    this.#parts = parts;
    this.#socket = socket;
    this.#far = new FarProcess(socket);
    const splitter = new FrameSplitter();
    let run: Promise<void> | null = null;
    socket.setTimeout(helloTimeoutMs, () => this.#hello === null && socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      try {
        for (const { type, payload } of splitter.push(chunk)) {
          if (this.#hello === null) {
            this.#hello = readHello(type, payload, parts.lockId);
            if (this.#hello === null) return socket.destroy();
            socket.setTimeout(0);
            run = this.#run(this.#hello).catch((error: unknown) => {
              log("error", "door_command_failed", { error: String(error) });
              socket.destroy();
            });
          } else if (type === clientFrames.stdin && !this.#far.push(payload)) socket.destroy();
          else if (type === clientFrames.stdinEnd) this.#far.end();
          else if (type === clientFrames.stop) this.stop();
        }
      } catch {
        socket.destroy();
      }
    });
    // A client that has died loses nothing that was acknowledged: what it sent whole is still taken.
    socket.on("end", () => this.#far.end());
    this.ended = new Promise((resolve) => {
      socket.on("close", () => {
        this.#far.leave();
        this.stop();
        void Promise.resolve(run).then(() => resolve());
      });
    });
  }

  /** Asks the command to flush and to end. */
  stop(): void {
    this.#stop.abort();
  }

  /** The owner is about to end. A command that can go on elsewhere is handed over; who has not said what it wants is told to try again. */
  leave(others: "at once" | "when it is done"): void {
    const name = this.#hello?.argv[0];
    if (name === undefined) this.#socket.end(encodeFrame(ownerFrames.leaving), () => this.#socket.destroy());
    else if (others === "when it is done" && !goOnElsewhere.has(name) && !endless.has(name)) return;
    this.isLeaving = true;
    if (name !== undefined && goOnElsewhere.has(name)) stopToHandOver(this.#stop);
    else this.stop();
  }

  async #run({ argv, cwd, env, before, stdinFile }: Hello): Promise<void> {
    const { workspace, loadRunCli, places, log } = this.#parts;
    const far = this.#far;
    far.send(ownerFrames.started);
    if (stdinFile !== undefined) setFileBehind(far.stdin, stdinFile as Stats);
    // What the screen has just decided, it sees.
    const [runCli] = await Promise.all([loadRunCli(), workspace.curation.indexed()]);
    /** What the process goes on with; null unless the command was cut short. */
    let goesOn: string | null = null;
    const code = await runCli(argv, {
      output: far.output,
      stdin: far.stdin,
      stderr: { write: (text) => far.send(ownerFrames.note, text.replace(/\n$/, "")) },
      env,
      cwd: () => cwd,
      places,
      stop: this.#stop.signal,
      workspace,
      before,
      onDurable: (lines, inputLines) => far.send(ownerFrames.durable, `${lines} ${inputLines}`),
      onHandOver: (taken) => {
        goesOn = JSON.stringify(taken ?? null);
      },
    });
    log("info", "door_command", { command: argv[0] ?? "", code });
    if (goesOn !== null) far.send(ownerFrames.handOver, goesOn);
    // Cut off by the owner's end, it has no code: its process says what happened.
    else if (!this.isLeaving || !endless.has(argv[0] ?? "")) far.send(ownerFrames.exit, String(code));
    this.#socket.end();
  }
}

function readHello(type: number, payload: Buffer, lockId: string): Hello | null {
  if (type !== clientFrames.hello) return null;
  try {
    const said: unknown = JSON.parse(payload.toString("utf8"));
    return Value.Check(Hello, said) && said.lock === lockId && !ownCommands.has(said.argv[0] ?? "") ? said : null;
  } catch {
    return null;
  }
}
