import { exitCodeOf, toErrorValue } from "../../contract/index.ts";
import type { Places } from "./command.ts";
import { processInput } from "./input.ts";
import { processOutput } from "./output.ts";
import { runCli } from "./run.ts";

const interruptedExitCode = 130;
/** The terminal and npm each forward the same Ctrl-C: a signal this soon after the first is the same one. */
const sameSignalMs = 300;

/** Runs the command line as this process: its streams, its signals, its exit code. */
export async function runProcess(argv: readonly string[], places: Places): Promise<void> {
  const stop = new AbortController();
  let interrupted = false;
  let firstSignalAtMs = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    // The first signal requests a flush and a clean end; a second one exits at once.
    if (stop.signal.aborted) {
      if (performance.now() - firstSignalAtMs > sameSignalMs) process.exit(interruptedExitCode);
      return;
    }
    firstSignalAtMs = performance.now();
    interrupted = signal === "SIGINT";
    stop.abort();
  };
  // A bug: show its message and exit code, not a stack.
  process.on("uncaughtException", (thrown) => {
    process.stderr.write(`assay: ${toErrorValue(thrown).message}\n`);
    process.exit(exitCodeOf.bug);
  });
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);

  const code = await runCli(argv, {
    output: processOutput(process.stdout, process.stderr),
    stdin: processInput(process.stdin),
    stderr: process.stderr,
    env: process.env,
    cwd: () => process.cwd(),
    places,
    stop: stop.signal,
  });
  process.exitCode = interrupted ? interruptedExitCode : code;
  // Everything is flushed and closed; a leaked handle must not keep the process alive.
  setTimeout(() => process.exit(), 2000).unref();
  process.stdin.unref?.();
}
