import { fileURLToPath } from "node:url";
import { exitCodeOf, toErrorValue } from "../../contract/index.ts";
import { keepHeapLean, toolVersion } from "../engine/index.ts";
import { processInput } from "./input.ts";
import { processOutput } from "./output.ts";
import { runCli } from "./run.ts";

keepHeapLean();

/**
 * The entry of the command line. Paths are computed here only: bundlers move shared code to other files.
 */
const places = {
  // The built worker is beside this file; from source it is in the engine.
  importWorkerUrl: new URL(
    import.meta.url.endsWith(".ts") ? "../engine/workspace/import-worker.ts" : "./import-worker.js",
    import.meta.url,
  ),
  rendererDir: fileURLToPath(new URL("../renderer/", import.meta.url)),
  resourcesDir: fileURLToPath(new URL("../../resources/", import.meta.url)),
  version: toolVersion,
};

const interruptedExitCode = 130;
/** The terminal and npm each forward the same Ctrl-C: a signal this soon after the first is the same one. */
const sameSignalMs = 300;
const stop = new AbortController();
let interrupted = false;
let firstSignalAtMs = 0;

function onSignal(signal: NodeJS.Signals): void {
  // The first signal requests a flush and a clean end; a second one exits at once.
  if (stop.signal.aborted) {
    if (performance.now() - firstSignalAtMs > sameSignalMs) process.exit(interruptedExitCode);
    return;
  }
  firstSignalAtMs = performance.now();
  interrupted = signal === "SIGINT";
  stop.abort();
}
// A bug: show its message and exit code, not a stack.
process.on("uncaughtException", (thrown) => {
  process.stderr.write(`assay: ${toErrorValue(thrown).message}\n`);
  process.exit(exitCodeOf.bug);
});
process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);
process.on("SIGHUP", onSignal);

const code = await runCli(process.argv.slice(2), {
  output: processOutput(process.stdout, process.stderr),
  stdin: processInput(process.stdin),
  stderr: process.stderr,
  env: process.env,
  places,
  stop: stop.signal,
});
process.exitCode = interrupted ? interruptedExitCode : code;
// Everything is flushed and closed; a leaked handle must not keep the process alive.
setTimeout(() => process.exit(), 2000).unref();
process.stdin.unref?.();
