import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { PassThrough } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/** A command's exit and output. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface StartOptions {
  env?: Record<string, string>;
  /** Runs as this user, if the harness is allowed to. */
  uid?: number;
  /** Paths of modules to preload. */
  imports?: readonly string[];
  /** A file for stdin, instead of a pipe. */
  stdinPath?: string;
}

/** A running command. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Whole lines of stdout so far. */
  readonly lines: readonly string[];
  readonly stderr: () => string;
  readonly alive: boolean;
  /** Writes to stdin and waits until the command has taken it. Writing to a dead one does nothing. */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the condition holds or the command has ended; false after `timeoutMs`. */
  until(condition: () => boolean, timeoutMs: number): Promise<boolean>;
  ended: Promise<Ended>;
}

const pollMs = 3;
const commandTimeoutMs = 60_000;

/** Runs the real command line in child processes. */
export class Assay {
  readonly #cli: string;
  readonly #env: Record<string, string>;
  readonly #running = new Set<ChildProcess>();

  /**
   * @param cli the built `cli.js`, or `cli.ts` to run from source.
   * @param home the state folder (ASSAY_HOME).
   */
  constructor(cli: string, home: string) {
    this.#cli = cli;
    this.#env = { ASSAY_HOME: home };
  }

  start(args: readonly string[], { env = {}, uid, imports = [], stdinPath }: StartOptions = {}): Running {
    const before = imports.flatMap((path) => ["--import", pathToFileURL(path).href]);
    const input = stdinPath === undefined ? "pipe" : openSync(stdinPath, "r");
    const child = spawn(process.execPath, [...before, this.#cli, ...args], {
      stdio: [input, "pipe", "pipe"],
      env: { ...process.env, ...this.#env, ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    if (typeof input === "number") closeSync(input);
    this.#running.add(child);
    const { stdout, stderr } = child;
    const stdin = child.stdin ?? new PassThrough().resume();
    if (!stdout || !stderr) throw new Error("a child without pipes");
    let out = "";
    let rest = "";
    let err = "";
    const lines: string[] = [];
    const wakers = new Set<() => void>();
    const wake = () => {
      for (const waker of wakers) waker();
    };
    stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      lines.push(...parts);
      wake();
    });
    stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    // Expected: a killed command breaks the pipe.
    stdin.on("error", () => {});
    let alive = true;
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        alive = false;
        this.#running.delete(child);
        wake();
        resolve({ code, signal, stdout: out, stderr: err });
      });
    });
    return {
      pid: child.pid ?? 0,
      child,
      lines,
      stderr: () => err,
      get alive() {
        return alive;
      },
      write: async (bytes) => {
        if (!alive || stdin.destroyed || stdin.write(bytes)) return;
        await Promise.race([once(stdin, "drain").catch(() => {}), ended]);
      },
      end: () => stdin.end(),
      kill: (signal) => {
        child.kill(signal);
      },
      until: async (condition, timeoutMs) => {
        const deadline = performance.now() + timeoutMs;
        while (!condition()) {
          if (!alive) return condition();
          if (performance.now() > deadline) return false;
          await new Promise<void>((resolve) => {
            const done = () => {
              clearTimeout(timer);
              wakers.delete(done);
              resolve();
            };
            const timer = setTimeout(done, pollMs);
            wakers.add(done);
          });
        }
        return true;
      },
      ended,
    };
  }

  /** Runs a command to its end. @throws Error when it takes longer than a minute. */
  async run(args: readonly string[], options: StartOptions & { stdin?: Uint8Array; timeoutMs?: number } = {}): Promise<Ended> {
    const running = this.start(args, options);
    if (options.stdin) void running.write(options.stdin);
    running.end();
    const timeoutMs = options.timeoutMs ?? commandTimeoutMs;
    const stop = new AbortController();
    const late = wait(timeoutMs, "late" as const, { signal: stop.signal }).catch(() => "late" as const);
    const first = await Promise.race([running.ended, late]);
    stop.abort();
    if (first !== "late") return first;
    running.kill("SIGKILL");
    await running.ended;
    throw new Error(`assay ${args.join(" ")} did not end within ${timeoutMs / 1000} seconds`);
  }

  /** Ends what is still running. */
  async endAll(): Promise<void> {
    for (const child of this.#running) child.kill("SIGKILL");
    while (this.#running.size > 0) await wait(pollMs);
  }
}
