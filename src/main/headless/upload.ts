import type { IncomingMessage } from "node:http";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AssayError, type ErrorCode, type Grant, type Result, toErrorValue } from "../../contract/index.ts";
import { createUpload, ioError, type Session, type UploadFile } from "../engine/index.ts";
import type { Limits } from "./limits.ts";

/** Where uploads are sent. */
export const uploadsEndpoint = "/files";

/** The uploads of one host: how many arrive, and how much of them there is. */
export interface Uploads {
  /**
   * Takes the body of `POST /files?name=…` into a temporary file of the workspace and grants it to the screen.
   * Never rejects: a full disk, a body over a limit, a client that goes away at any moment and one that hardly sends leave
   * nothing behind.
   */
  receive(request: IncomingMessage): Promise<Result<Grant>>;
}

export function createUploads(session: Session, limits: Limits): Uploads {
  const arriving = new Set<Gate>();
  /** Everything that lies in the folder of uploads, or is about to. */
  const totalBytes = () => [...arriving].reduce((sum, gate) => sum + gate.seenBytes, session.temporaryBytes());

  async function receive(request: IncomingMessage): Promise<Grant> {
    const name = uploadName(request.url ?? "");
    const declared = Number(request.headers["content-length"] ?? 0);
    if (declared > limits.uploadBytes) throw tooLarge(name, declared, limits.uploadBytes);
    if (arriving.size >= limits.uploads) throw tooManyUploads(name, limits.uploads);
    const gate = new Gate((seenBytes) => {
      if (seenBytes > limits.uploadBytes) return tooLarge(name, seenBytes, limits.uploadBytes);
      return totalBytes() > limits.uploadTotalBytes ? noQuotaLeft(name, limits.uploadTotalBytes) : null;
    });
    if (totalBytes() + declared > limits.uploadTotalBytes) throw noQuotaLeft(name, limits.uploadTotalBytes);
    arriving.add(gate);
    let upload: UploadFile | undefined;
    try {
      upload = await createUpload(session.workspaceInfo().path);
      await receiveBody(request, gate, name, upload.file, limits);
      return await session.grant(upload.path, { name, disposeAfterUse: true });
    } catch (thrown) {
      await upload?.remove();
      throw uploadError(thrown, name);
    } finally {
      arriving.delete(gate);
    }
  }

  return {
    receive: (request) =>
      receive(request).then(
        (value) => ({ ok: true, value }),
        (thrown) => ({ ok: false, error: toErrorValue(thrown) }),
      ),
  };
}

/**
 * Writes the body to `file`, which is closed then. The request itself is never destroyed here, so that a refusal can still be answered; what is
 * left of the body is read and thrown away.
 */
async function receiveBody(request: IncomingMessage, gate: Gate, name: string, file: UploadFile["file"], limits: Limits): Promise<void> {
  const brokenOff = () => {
    if (!request.complete) gate.destroy(new AssayError("cancelled", `The upload of ${name} was broken off.`));
  };
  // The gate may fail before the pipeline listens to it.
  gate.on("error", () => {});
  request.once("close", brokenOff);
  const pace = setInterval(keepsPace(gate, name, limits.uploadPaceBytes), limits.uploadPaceMs);
  try {
    // It may have ended before anybody listened, while the folder or the file was made.
    if (request.destroyed) brokenOff();
    request.pipe(gate);
    await pipeline(gate, file.createWriteStream());
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

/** A way for bytes that counts them, and ends when `check` finds them too many. */
class Gate extends Transform {
  seenBytes = 0;
  readonly #check: (seenBytes: number) => AssayError | null;

  constructor(check: (seenBytes: number) => AssayError | null) {
    super();
    this.#check = check;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.seenBytes += chunk.length;
    const failure = this.#check(this.seenBytes);
    if (failure === null) done(null, chunk);
    else done(failure);
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

function tooManyUploads(name: string, limit: number): AssayError {
  return new AssayError("over_limit", `${name} was not taken: ${limit} uploads are arriving already.`, {
    fix: "Wait for some of them, then drop the file again.",
  });
}

function noQuotaLeft(name: string, limitBytes: number): AssayError {
  return new AssayError("over_limit", `${name} was not taken: uploads that are not imported yet may have ${limitBytes} bytes together.`, {
    fix: "Wait until what was dropped is imported, or use the command line: assay import FILE --workspace DIR.",
  });
}

/** What helps here: ioError's advice is for a path that a person chose. */
const fixes: Partial<Record<ErrorCode, string>> = {
  disk_full: "Free some space and drop the file again.",
  permission: "Change the permissions of the workspace, or choose one that can be written.",
};

function uploadError(thrown: unknown, name: string): AssayError {
  if (thrown instanceof AssayError) return thrown;
  const { code, message, fix } = ioError(thrown, name);
  return new AssayError(code, message, { fix: fixes[code] ?? fix ?? "Drop the file again.", cause: thrown });
}
