import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromSqlProcess, ToSqlProcess } from "./messages.ts";

/** A process that asks SQL, as its starter sees it. */
export interface SqlProcess {
  send(message: ToSqlProcess): void;
  onMessage(listener: (message: FromSqlProcess) => void): void;
  /** Called once, however it ended. */
  onExit(listener: () => void): void;
  /** At once, whatever it is doing. */
  kill(): void;
}

export type StartSqlProcess = (entry: URL) => SqlProcess;

/** What a child needs of the environment: nothing that tells about the machine. Windows gives no random numbers without SystemRoot. */
const kept = ["SystemRoot", "NODE_COMPILE_CACHE"];

export const sqlProcessEnv = (): Record<string, string> =>
  Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

/** V8 ends the process there: what is made of an answer is never so large, and the watch of its memory does not run meanwhile (sql-process.ts). */
const maxHeap = "--max-old-space-size=512";

const forkNode: StartSqlProcess = (entry) => {
  const child = fork(fileURLToPath(entry), {
    execArgv: [maxHeap],
    env: sqlProcessEnv(),
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  // A child that is gone already is told nothing.
  child.on("error", () => {});
  const onExit = (listener: () => void) => {
    child.once("exit", listener);
    // One that could not be started (too many processes) says only this.
    child.once("error", () => child.pid === undefined && listener());
  };
  return {
    send: (message) => void (child.connected && child.send(message)),
    onMessage: (listener) => void child.on("message", (message) => listener(message as FromSqlProcess)),
    onExit,
    kill: () => void child.kill("SIGKILL"),
  };
};

let starter: StartSqlProcess = forkNode;

/** Electron cannot be used as a plain Node (fuse RunAsNode): the desktop starts a utility process instead. */
export function setSqlProcessStarter(start: StartSqlProcess): void {
  starter = start;
}

export const startSqlProcess: StartSqlProcess = (entry) => starter(entry);

/** The entry lies beside the built worker; from source it is in this folder. */
export const sqlProcessUrl = (importWorkerUrl: URL): URL =>
  importWorkerUrl.pathname.endsWith(".ts")
    ? new URL("../sql/sql-process.ts", importWorkerUrl)
    : new URL("./sql-process.js", importWorkerUrl);
