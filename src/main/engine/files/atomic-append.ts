import { resolve } from "node:path";
import { toLine } from "../lines/line-bytes.ts";
import type { LockOptions } from "./file-lock.ts";
import { Journal } from "./journal.ts";
import { openNamedJournal } from "./journal-file.ts";

interface Append {
  lines: Buffer[];
  done(failure: unknown): void;
}

/** Held for one write and one fsync, so that other processes get their turn. */
const forOneAppend: LockOptions = { keep: false, lock: "required" };

/** Pending appends of this process, by file. */
const waiting = new Map<string, Append[]>();

/**
 * Appends whole lines to a file and fsyncs: when it resolves, they survive `kill -9` and power loss. Costs what the
 * lines cost, whatever the size of the file. Any number of processes may append to one file: each call holds the file's lock while
 * it writes, and waits at most 10 s for the others. Calls of one process that wait for the same file share one write and one
 * fsync. A torn last line found on opening is cut off and backed up first.
 * @param lines without their newlines; each becomes one line.
 * @throws TypeError when a line holds a newline; nothing is written then.
 * @throws AssayError in_use (a workspace or a collector keeps the file open: told after 1 s, with its pid where the system
 * tells it; or others hold the lock for 10 s), unavailable (no file locks on this platform or file system), disk_full,
 * permission, refused (no regular file), io. Nothing of the lines is in the file then.
 */
export async function atomicAppend(path: string, lines: readonly (string | Uint8Array)[]): Promise<void> {
  const bytes = lines.map(toLine);
  const key = resolve(path);
  await new Promise<void>((settle, reject) => {
    const append = { lines: bytes, done: (failure: unknown) => (failure === null ? settle() : reject(failure)) };
    const others = waiting.get(key);
    if (others) return void others.push(append);
    waiting.set(key, [append]);
    void appendWaiting(key, path);
  });
}

/** Appends what waits for a file until nothing does. The lock is released between rounds. */
async function appendWaiting(key: string, path: string): Promise<void> {
  for (;;) {
    // Yield once, so that calls made together share a round.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const round = waiting.get(key) ?? [];
    if (round.length === 0) break;
    waiting.set(key, []);
    const failure = await appendRound(path, round);
    for (const { done } of round) done(failure);
  }
  waiting.delete(key);
}

/** @returns null, or the reason why nothing was appended. */
async function appendRound(path: string, round: readonly Append[]): Promise<unknown> {
  try {
    const { journal } = await Journal.open(path, undefined, openNamedJournal(), forOneAppend);
    try {
      const lines = round.flatMap((append) => append.lines);
      if (lines.length > 0) await journal.append(lines).durable;
    } finally {
      await journal.close();
    }
    return null;
  } catch (thrown) {
    return thrown;
  }
}
