import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Ask, FromDouble, JournalEntry, ToDouble } from "../double/protocol.ts";
import { collectStderr, exitOf } from "./exit.ts";
import { outDir } from "./paths.ts";
import { environment, type Place } from "./place.ts";

/** The built main bundle running in Node with the double of `electron`, seen from a test. */
export class DoubleClient {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly ready: Promise<{ endpoint: string; chromiumPid: number }>;
  #chromiumPid: number | undefined;
  #lastId = 0;
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();

  constructor(place: Place, args: readonly string[] = ["--workspace", place.workspaceDir]) {
    this.child = fork(join(outDir, "main/index.js"), args, {
      execArgv: ["--import", new URL("../double/register.ts", import.meta.url).href],
      env: environment(place),
      stdio: ["ignore", "inherit", "pipe", "ipc"],
    });
    this.stderr = collectStderr(this.child);
    this.ready = new Promise((resolve, reject) => {
      this.child.on("message", (message: FromDouble) => {
        if ("ready" in message) {
          this.#chromiumPid = message.chromiumPid;
          resolve(message);
        } else this.#settle(message);
      });
      this.child.once("exit", (code) => {
        const gone = new Error(`The double ended with ${code}:\n${this.stderr()}`);
        reject(gone);
        for (const { reject: fail } of this.#waiting.values()) fail(gone);
      });
    });
    this.ready.catch(() => {});
  }

  /** Asks the double something. Fails with what failed there. */
  ask(asked: Ask): Promise<unknown> {
    if (!this.child.connected) return Promise.reject(new Error("The double has ended."));
    this.#lastId += 1;
    const message: ToDouble = { ...asked, id: this.#lastId };
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve, reject });
      this.child.send(message);
    });
  }

  async journal(): Promise<JournalEntry[]> {
    return (await this.ask({ ask: "journal" })) as JournalEntry[];
  }

  /** The exit code, when the process is gone. */
  exit(): Promise<number | null> {
    return exitOf(this.child);
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exit();
    // The process had no time to take its Chromium along.
    if (this.#chromiumPid !== undefined) endProcess(this.#chromiumPid);
  }

  #settle(reply: Exclude<FromDouble, { ready: true }>): void {
    const waiting = this.#waiting.get(reply.reply);
    this.#waiting.delete(reply.reply);
    if ("failure" in reply) waiting?.reject(new Error(reply.failure));
    else waiting?.resolve(reply.value);
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
