import { spawn } from "node:child_process";
import { root } from "./places.mjs";

/** Thrown when a program does not exit with 0; `output` is its captured output. */
export class RunFailure extends Error {
  constructor(title, code, output) {
    super(`${title} failed (${code})`);
    this.code = code;
    this.output = output;
  }
}

/**
 * Runs a program and waits for its exit.
 * @param options.quiet captures its output and shows it only on failure; otherwise it goes to this process's stderr.
 * @param options.timeoutMs kills it after that long.
 */
export function run(title, program, args, { quiet = false, env = process.env, cwd = root, timeoutMs = 0, stdout = 2, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, shell, stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", stdout, 2] });
    const said = [];
    if (quiet) for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => said.push(chunk));
    const timer = timeoutMs > 0 ? setTimeout(() => child.kill("SIGKILL"), timeoutMs) : null;
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(new RunFailure(title, error.code ?? error.message, ""));
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const output = Buffer.concat(said).toString("utf8");
      if (code === 0) resolve(output);
      else reject(new RunFailure(title, signal ?? code, output));
    });
  });
}

/**
 * Runs a program in this one's place: same terminal, signals forwarded.
 * @returns the exit code, and whether it was ended with Ctrl-C.
 */
export function runInPlace(program, args, { env = process.env, cwd = process.cwd() } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env, cwd });
    let interrupted = false;
    const listeners = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
      const pass = () => {
        interrupted ||= signal === "SIGINT";
        child.kill(signal);
      };
      process.on(signal, pass);
      return () => process.off(signal, pass);
    });
    const forget = whenOrphaned(() => child.kill("SIGTERM"));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      forget();
      for (const takeOff of listeners) takeOff();
      resolve({ code: code ?? (signal === "SIGINT" ? 130 : 143), interrupted: interrupted || signal === "SIGINT" });
    });
  });
}

/**
 * Calls `then` when the parent process is gone. npm runs scripts through a shell that does not forward SIGTERM, so a script would outlive npm
 * unseen. Does nothing without npm, where signals arrive directly.
 * @returns a function that stops watching.
 */
export function whenOrphaned(then, env = process.env) {
  const parent = process.ppid;
  if (env.npm_lifecycle_event === undefined || process.platform === "win32") return () => {};
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, 500);
  timer.unref();
  return () => clearInterval(timer);
}

/** Prints a line for a person, on stderr. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Runs a script's main function; an error is printed as its message, without a stack. */
export async function main(work) {
  try {
    const code = await work();
    process.exitCode = code ?? 0;
  } catch (error) {
    if (error.output) process.stderr.write(error.output.endsWith("\n") ? error.output : `${error.output}\n`);
    say(`assay: ${error.message}`);
    process.exitCode = 1;
  }
}
