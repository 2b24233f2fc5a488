import { app } from "electron";
import type { Log } from "../engine/index.ts";

/** How the program ends: once, in order, whatever ends it. */
export interface Lifecycle {
  /** Ends with this exit code after everything is flushed. A second call changes nothing. */
  end(code: number): void;
  /** Whether the end has begun; nothing new should be opened then. */
  isEnding(): boolean;
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Ends the program in order on a closed window, quit, and signals: `flush` runs to its end before the exit.
 * A second signal exits at once. An error nobody caught is a bug: it is logged, everything is flushed,
 * `explain` tells the person in a sentence, and the exit code is 70.
 */
export function manageLifecycle(parts: {
  flush: () => Promise<void>;
  explain: () => void;
  log: Log;
  /** Where signals and uncaught errors are announced; tests bring their own. */
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
    // Quitting closes windows the ordinary way, so that they keep their place; an exit code needs the other door.
    if (exitCode === 0) app.quit();
    else app.exit(exitCode);
  };
  const end = (code: number) => {
    void endIn(code);
  };

  app.on("window-all-closed", () => app.quit());
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
