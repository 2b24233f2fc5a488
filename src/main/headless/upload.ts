import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AssayError, type ErrorCode, type Grant, type Result, toErrorValue } from "../../contract/index.ts";
import type { Session } from "../engine/index.ts";
import type { Limits } from "./limits.ts";

/** Folders of this process's uploads, and when each is rid of what a crash left behind: the first uploads come several at once. */
const swept = new Map<string, Promise<void>>();

/**
 * Takes the body of `POST /files?name=…` into a temporary file of the workspace and grants it to the screen.
 * Never rejects: a full disk, a body over the limit, a client that goes away in the middle and one that hardly sends leave
 * nothing behind.
 */
export async function receiveUpload(session: Session, request: IncomingMessage, limits: Limits): Promise<Result<Grant>> {
  try {
    const name = uploadName(request.url ?? "");
    const declared = Number(request.headers["content-length"] ?? 0);
    if (declared > limits.uploadBytes) throw tooLarge(name, declared, limits.uploadBytes);
    const folder = await uploadFolder(session.workspaceInfo().path);
    const path = join(folder, randomBytes(12).toString("hex"));
    try {
      await receiveBody(request, name, path, limits);
      return { ok: true, value: await session.grant(path, { name, disposeAfterUse: true }) };
    } catch (thrown) {
      await rm(path, { force: true });
      throw uploadError(thrown, name);
    }
  } catch (thrown) {
    return { ok: false, error: toErrorValue(thrown) };
  }
}

/**
 * Writes the body to `path`. The request itself is never destroyed here, so that a refusal can still be answered; what is
 * left of the body is read and thrown away.
 */
async function receiveBody(request: IncomingMessage, name: string, path: string, limits: Limits): Promise<void> {
  const gate = new Gate(name, limits.uploadBytes);
  const pace = setInterval(keepsPace(gate, name, limits.uploadPaceBytes), limits.uploadPaceMs);
  const brokenOff = () => {
    if (!request.complete) gate.destroy(new AssayError("cancelled", `The upload of ${name} was broken off.`));
  };
  request.once("close", brokenOff);
  request.pipe(gate);
  try {
    await pipeline(gate, createWriteStream(path, { flags: "wx", mode: 0o600 }));
  } finally {
    clearInterval(pace);
    request.off("close", brokenOff);
    request.unpipe(gate);
    request.resume();
  }
}

/** The file's name as the person knows it: a label, never a path. */
function uploadName(target: string): string {
  const name = new URL(target, "http://127.0.0.1").searchParams.get("name") ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (name === "" || name === "." || name === ".." || name.length > 255 || /[/\\\u0000-\u001f\u007f]/.test(name)) {
    throw new AssayError("invalid_argument", `${JSON.stringify(name.slice(0, 80))} is not a file name.`, {
      where: "name",
      fix: "Name the file without folders or control characters, 255 characters at most.",
    });
  }
  return name;
}

async function uploadFolder(workspacePath: string): Promise<string> {
  const folder = join(workspacePath, ".assay", "uploads");
  // The workspace is locked, so whatever lies there at the first upload was left by a process that is gone.
  const sweep = swept.get(folder) ?? rm(folder, { recursive: true, force: true });
  swept.set(folder, sweep);
  await sweep;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((thrown) => {
    throw uploadError(thrown, folder);
  });
  return folder;
}

/** A way for bytes that counts them, and ends when they are too many. */
class Gate extends Transform {
  seenBytes = 0;
  readonly #name: string;
  readonly #limitBytes: number;

  constructor(name: string, limitBytes: number) {
    super();
    this.#name = name;
    this.#limitBytes = limitBytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.seenBytes += chunk.length;
    if (this.seenBytes > this.#limitBytes) done(tooLarge(this.#name, this.seenBytes, this.#limitBytes));
    else done(null, chunk);
  }
}

/** What ends an upload when, between two calls, too little came. While our own disk is what is slow, nobody is blamed. */
function keepsPace(gate: Gate, name: string, leastBytes: number): () => void {
  let beforeBytes = 0;
  return () => {
    const broughtBytes = gate.seenBytes - beforeBytes;
    beforeBytes = gate.seenBytes;
    if (broughtBytes >= leastBytes || gate.writableNeedDrain) return;
    gate.destroy(new AssayError("cancelled", `The upload of ${name} came too slowly.`, { fix: "Drop the file again." }));
  };
}

function tooLarge(name: string, bytes: number, limitBytes: number): AssayError {
  return new AssayError("over_limit", `${name} is at least ${bytes} bytes; an upload may have ${limitBytes}.`, {
    fix: "Use the command line for bigger files: assay import FILE --workspace DIR.",
  });
}

const errnoCodes: Readonly<Record<string, { code: ErrorCode; says: string; fix: string }>> = {
  ENOSPC: { code: "disk_full", says: "does not fit: the disk is full", fix: "Free some space and drop the file again." },
  EDQUOT: { code: "disk_full", says: "does not fit: the disk quota is used up", fix: "Free some space and drop the file again." },
  EACCES: { code: "permission", says: "may not be written by this user", fix: "Change the permissions of the workspace." },
  EROFS: { code: "permission", says: "is on a read-only file system", fix: "Choose a workspace that can be written." },
};

function uploadError(thrown: unknown, name: string): AssayError {
  if (thrown instanceof AssayError) return thrown;
  const errno = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const known = errnoCodes[errno];
  if (known) return new AssayError(known.code, `${name} ${known.says}.`, { fix: known.fix, cause: thrown });
  return new AssayError("io", `${name} could not be taken in: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, {
    cause: thrown,
  });
}
