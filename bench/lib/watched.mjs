// Preloaded (--import) into the program under measurement. Writes the process's peak memory and processor time on exit and, queried over IPC, reports how long
// the main thread's event loop was blocked since the last query, by the clock and by its own processor time, and the processor time so far. Plain JavaScript: worker threads inherit --import and must not pay for it.
import { readFileSync, writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  const { ASSAY_BENCH_REPORT } = process.env;
  if (ASSAY_BENCH_REPORT)
    process.on("exit", () => writeFileSync(ASSAY_BENCH_REPORT, JSON.stringify({ peakMb: peakMb(), cpuSeconds: cpuSeconds() })));
  if (process.channel) answerQuestions();
}

/** The kernel's peak for this address space; `maxRSS`, the fallback elsewhere, starts with the forking process's. */
function peakMb() {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

/** Of all threads, user and system. */
function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Of the main thread, user and system: not what others took from it. */
function threadUs() {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

function answerQuestions() {
  // Watching the loop costs a timer a millisecond: only from the first question about it on.
  let delay;
  let ownUs = 0;
  const watchOwn = () => {
    let last = threadUs();
    setInterval(() => {
      const now = threadUs();
      ownUs = Math.max(ownUs, now - last);
      last = now;
    }, 1).unref();
  };
  process.on("message", (question) => {
    if (question === "processor") {
      process.send({ cpuSeconds: cpuSeconds() });
      return;
    }
    if (delay === undefined) {
      delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      watchOwn();
    }
    process.send({ maxMs: delay.max / 1e6, ownMs: ownUs / 1e3 });
    delay.reset();
    ownUs = 0;
  });
  // The bench is gone; nobody else would end this process.
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
