import { fileURLToPath } from "node:url";
import { exitCodeOf, toErrorValue } from "../../contract/index.ts";
import { keepHeapLean, toolVersion } from "../engine/index.ts";
import { processInput } from "./input.ts";
import { processOutput } from "./output.ts";
import { runCli } from "./run.ts";

keepHeapLean();

/**
 * The entry of the command line. Places are computed here and nowhere else: bundlers move shared code to other files, so only
 * the entry knows where it lies.
 */
const places = {
  // Built, the worker lies beside this file; run from source, it is where it was written.
  importWorkerUrl: new URL(
    import.meta.url.endsWith(".ts") ? "../engine/workspace/import-worker.ts" : "./import-worker.js",
    import.meta.url,
  ),
  rendererDir: fileURLToPath(new URL("../renderer/", import.meta.url)),
  resourcesDir: fileURLToPath(new URL("../../resources/", import.meta.url)),
  version: toolVersion,
};

const interruptedExitCode = 130;
/** A terminal and npm each pass the same Ctrl-C on: what comes this soon after the first is not a second wish. */
const sameSignalMs = 300;
const stop = new AbortController();
let interrupted = false;
let firstSignalAtMs = 0;

function onSignal(signal: NodeJS.Signals): void {
  // The first asks for a flush and a clean end; whoever asks twice does not want to wait.
  if (stop.signal.aborted) {
    if (performance.now() - firstSignalAtMs > sameSignalMs) process.exit(interruptedExitCode);
    return;
  }
  firstSignalAtMs = performance.now();
  interrupted = signal === "SIGINT";
  stop.abort();
}
// Nothing should get here; if it does, a person sees a sentence and the exit code of a bug, not a stack.
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
// Everything is flushed and closed; a handle somebody forgot must not keep the process.
setTimeout(() => process.exit(), 2000).unref();
process.stdin.unref?.();
