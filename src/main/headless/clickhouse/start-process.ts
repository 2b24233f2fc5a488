import { fork } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { AssayError, type ErrorValue } from "../../../contract/index.ts";
import { sqlProcessEnv } from "../../engine/index.ts";
import type { CommandContext } from "../command.ts";
import type { ClickHouseRequest, FromClickHouse } from "./messages.ts";

/** V8 ends the process there; what it holds of an answer is bounded. */
const maxHeap = "--max-old-space-size=512";

export interface RunningRequest {
  /** Lines of spans. */
  stdout: Readable;
  /** What it said; never rejects. */
  said: Promise<FromClickHouse>;
  kill(): void;
}

/**
 * Starts the process that talks with a server, and tells it one request. It has no environment, and is killed when the command is stopped.
 * @throws AssayError refused in a process that runs commands of others: a window opens no connection, and neither does whoever has a workspace open.
 */
export function startRequest({ places, workspace, stop }: CommandContext, request: ClickHouseRequest): RunningRequest {
  const { clickhouseProcessUrl } = places;
  if (clickhouseProcessUrl === undefined || workspace !== undefined)
    throw new AssayError(
      "refused",
      "Only the command line itself connects to a ClickHouse server, never a window or another process for it.",
    );
  const child = fork(fileURLToPath(clickhouseProcessUrl), {
    execArgv: [maxHeap],
    env: sqlProcessEnv(),
    stdio: ["ignore", "pipe", "ignore", "ipc"],
    serialization: "advanced",
  });
  child.on("error", () => {});
  const kill = () => void child.kill("SIGKILL");
  const lost: ErrorValue = {
    code: "over_limit",
    message: "The process that talks with ClickHouse ended: it needs more memory than it may use.",
  };
  const stopped: ErrorValue = { code: "cancelled", message: "The question to ClickHouse was stopped." };
  const said = new Promise<FromClickHouse>((resolve) => {
    child.once("message", (message) => resolve(message as FromClickHouse));
    child.once("exit", () => resolve({ failed: stop.aborted ? stopped : lost }));
    child.once("error", () => child.pid === undefined && resolve({ failed: lost }));
  });
  stop.addEventListener("abort", kill, { once: true });
  void said.then(() => stop.removeEventListener("abort", kill));
  if (stop.aborted) kill();
  else child.send(request);
  return { stdout: child.stdout as Readable, said, kill };
}

/** The answer of a question. @throws AssayError what failed. */
export async function askServer(context: CommandContext, request: ClickHouseRequest) {
  const running = startRequest(context, request);
  running.stdout.resume();
  try {
    const said = await running.said;
    if ("answer" in said) return said.answer;
    throw "failed" in said ? toError(said.failed) : new AssayError("bug", "The process that talks with ClickHouse said something else.");
  } finally {
    running.kill();
  }
}

const toError = ({ code, message, ...more }: ErrorValue) => new AssayError(code, message, more);
