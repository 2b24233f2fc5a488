import { app } from "electron";
import type { Log } from "../engine/index.ts";

/** Shuts the program down once and in order, whatever ends it. */
export interface Lifecycle {
  /** Flushes everything, then exits with this code. Idempotent. */
  end(code: number): void;
  /** Whether shutdown has begun; open nothing new then. */
  isEnding(): boolean;
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Shuts down on quit and on signals: `flush` completes before the exit. A second signal exits at once. An
 * uncaught error is a bug: it is logged, everything is flushed, `explain` reports it to the person, and the exit code is 70.
 */
export function manageLifecycle(parts: {
  flush: () => Promise<void>;
  explain: () => void;
  log: Log;
  /** Emits signals and uncaught errors; tests pass their own. */
  host?: Pick<NodeJS.Process, "on">;
}): Lifecycle {
  const { flush, explain, log, host = process } = parts;
  let state: "running" | "ending" | "flushed" = "running";

  const endIn = async (code: number): Promise<void> => {
    if (state !== "running") return;
    state = "ending";
    let exitCode = code;
    try {
      await flush();
    } catch (cause) {
      log("error", "flush_failed", { cause: String(cause) });
      exitCode = exitCode === 0 ? 6 : exitCode;
    }
    state = "flushed";
    if (exitCode === 70) explain();
    // quit() lets windows save their position; only exit() can set an exit code.
    if (exitCode === 0) app.quit();
    else app.exit(exitCode);
  };
  const end = (code: number) => {
    void endIn(code);
  };

  // Without a listener Electron would quit. A workspace outlives its window until it is flushed; after the last, `boot` quits.
  app.on("window-all-closed", () => {});
  app.on("before-quit", (event) => {
    if (state === "flushed") return;
    event.preventDefault();
    end(0);
  });

  let signalled = false;
  for (const [name, code] of Object.entries(signals)) {
    host.on(name, () => {
      if (signalled) app.exit(code);
      signalled = true;
      end(0);
    });
  }

  const bug = (kind: string) => (cause: unknown) => {
    log("error", kind, { cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
    end(70);
  };
  host.on("uncaughtException", bug("uncaught_exception"));
  host.on("unhandledRejection", bug("unhandled_rejection"));

  return { end, isEnding: () => state !== "running" };
}
