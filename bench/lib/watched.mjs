// Loaded with --import before the program under measurement. It writes the peak memory of the process when it ends, and, asked over
// an IPC channel, tells how long the main thread's event loop was blocked since it was asked last. Plain JavaScript: a worker
// thread inherits --import, and must not pay for it.
import { readFileSync, writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  const { ASSAY_BENCH_REPORT } = process.env;
  if (ASSAY_BENCH_REPORT) process.on("exit", () => writeFileSync(ASSAY_BENCH_REPORT, JSON.stringify({ peakMb: peakMb() })));
  if (process.channel) answerQuestions();
}

/** The kernel's own peak of this address space; `maxRSS`, used elsewhere, starts with that of the process that forked. */
function peakMb() {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

function answerQuestions() {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on("message", () => {
    process.send({ maxMs: delay.max / 1e6 });
    delay.reset();
  });
  // The bench is gone, and nobody else would end it.
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
