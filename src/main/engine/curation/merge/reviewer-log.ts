import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { AssayError } from "../../../../contract/index.ts";
import { ioError } from "../../files/io-error.ts";
import { isThere, statNamed } from "../../files/named-file.ts";
import { openRead } from "../../files/open-inside.ts";
import { toReadBytes } from "../../files/read-lines.ts";
import { LineSplitter, readSteps } from "../../lines/forwards.ts";
import type { EventPart, PartRef } from "../log/event.ts";
import type { EventLog } from "../log/event-log.ts";
import { parseEventPart } from "../log/parse-event.ts";

/** Longer lines of another's log are left out: Assay's own lines have 64 KiB and at most one sample of 16 MiB, before and after. */
const maxLineBytes = 64 * 1024 * 1024;
const maxProblems = 20;
/** Parts kept: texts are mostly read in the order they were written. */
const keptParts = 8;

/** A log of decisions as a merge reads it: once through, then single lines again. */
export interface DecisionLog {
  readonly path: string;
  parts(): AsyncGenerator<{ part: EventPart; at: PartRef }>;
  part(at: PartRef): Promise<EventPart>;
}

/** This workspace's own log. */
export function toDecisionLog(log: EventLog): DecisionLog {
  return { path: log.path, parts: () => log.all(), part: (at) => log.part(at) };
}

/**
 * Another reviewer's curation.jsonl, held open. It comes from outside: what cannot be read of it is left out and counted.
 * Lines that are appended meanwhile are not read.
 */
export class ReviewerLog implements DecisionLog {
  readonly path: string;
  /** Lines without an event, and the first of them in sentences. */
  leftOut = 0;
  readonly problems: string[] = [];
  readonly #file: FileHandle;
  readonly #sizeBytes: number;
  readonly #recent = new Map<number, EventPart>();

  private constructor(path: string, file: FileHandle, sizeBytes: number) {
    this.path = path;
    this.#file = file;
    this.#sizeBytes = sizeBytes;
  }

  /**
   * @param path a workspace folder, or a curation.jsonl.
   * @throws AssayError not_found, refused (a link, a pipe, a device), permission, io.
   */
  static async open(path: string): Promise<ReviewerLog> {
    const target = await findLog(path);
    try {
      const file = await openRead(target);
      return new ReviewerLog(target, file, (await file.stat()).size);
    } catch (thrown) {
      throw ioError(thrown, target);
    }
  }

  async *parts(): AsyncGenerator<{ part: EventPart; at: PartRef }> {
    const splitter = new LineSplitter(0, maxLineBytes);
    let number = 0;
    const read = ({ bytes, offset, sizeBytes }: { bytes: Buffer; offset: number; sizeBytes: number }) => {
      number++;
      const part = sizeBytes > bytes.length ? `has ${sizeBytes} bytes, more than an event has` : parseEventPart(bytes.toString("utf8"));
      if (typeof part !== "string") return [{ part, at: { offset, length: bytes.length } }];
      this.leftOut++;
      if (this.problems.length < maxProblems) this.problems.push(`Line ${number} of ${this.path} ${part}.`);
      return [];
    };
    for await (const step of readSteps(toReadBytes(this.#file), 0, this.#sizeBytes)) {
      for (const line of splitter.push(step)) yield* read(line);
    }
    const torn = splitter.end();
    if (torn) yield* read(torn);
  }

  /** @throws AssayError damaged when another program changed the file. */
  async part(at: PartRef): Promise<EventPart> {
    const known = this.#recent.get(at.offset);
    if (known) return known;
    const part = parseEventPart((await toReadBytes(this.#file)(at.offset, at.length)).toString("utf8"));
    if (typeof part === "string")
      throw new AssayError("damaged", `${this.path} was changed while it was read.`, { fix: "Merge it again." });
    this.#recent.set(at.offset, part);
    for (const [oldest] of this.#recent) {
      if (this.#recent.size <= keptParts) break;
      this.#recent.delete(oldest);
    }
    return part;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function findLog(path: string): Promise<string> {
  try {
    if (!(await statNamed(path)).isDirectory()) return path;
  } catch (thrown) {
    throw ioError(thrown, path);
  }
  const inside = join(path, "output", "curation.jsonl");
  if (await isThere(inside)) return inside;
  throw new AssayError("not_found", `${path} has no output/curation.jsonl: nobody has decided anything in it.`, {
    where: path,
    fix: "Name the other reviewer's workspace, or their curation.jsonl.",
  });
}
