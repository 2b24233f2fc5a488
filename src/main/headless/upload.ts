import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { AssayError, type ErrorCode, type Grant, type Result, toErrorValue } from "../../contract/index.ts";
import { createUpload, formatCommand, ioError, type Session, type UploadFile } from "../engine/index.ts";
import { Gate, keepsPace } from "./gate.ts";
import type { Limits } from "./limits.ts";

/** Where uploads are sent. */
export const uploadsEndpoint = "/files";

/** The uploads of one host, bounded in number and total size. */
export interface Uploads {
  /**
   * Writes the body of `POST /files?name=…` to a temporary file of the workspace and grants it to the screen. Never rejects, and leaves
   * nothing behind on a full disk, over a limit, or when the client disappears or stalls.
   */
  receive(request: IncomingMessage): Promise<Result<Grant>>;
}

export function createUploads(session: Session, limits: Limits): Uploads {
  const arriving = new Set<Gate>();
  /** Bytes in the upload folder, including uploads in progress. */
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
 * Writes the body to `file` and closes it. Does not destroy the request, so that a refusal can still be answered; the rest of the body is
 * read and discarded.
 */
async function receiveBody(request: IncomingMessage, gate: Gate, name: string, file: UploadFile["file"], limits: Limits): Promise<void> {
  const brokenOff = () => {
    if (!request.complete) gate.destroy(new AssayError("cancelled", `The upload of ${name} was aborted.`));
  };
  // The gate may fail before the pipeline listens.
  gate.on("error", () => {});
  request.once("close", brokenOff);
  const pace = setInterval(
    keepsPace(gate, limits.uploadPaceBytes, () => tooSlow(name)),
    limits.uploadPaceMs,
  );
  try {
    // It may have ended while the folder or the file was being created.
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

/** The file's name as a label, never a path. */
function uploadName(target: string): string {
  const name = new URL(target, "http://127.0.0.1").searchParams.get("name") ?? "";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it rejects control characters.
  if (name === "" || name === "." || name === ".." || name.length > 255 || /[/\\\u0000-\u001f\u007f]/.test(name)) {
    throw new AssayError("invalid_argument", `${JSON.stringify(name.slice(0, 80))} is not a file name.`, {
      where: "name",
      fix: "Use a name without folders or control characters, at most 255 characters.",
    });
  }
  return name;
}

const tooSlow = (name: string) => new AssayError("cancelled", `The upload of ${name} was too slow.`, { fix: "Drop the file again." });

function tooLarge(name: string, bytes: number, limitBytes: number): AssayError {
  return new AssayError("over_limit", `${name} is at least ${bytes} bytes; an upload may have at most ${limitBytes}.`, {
    fix: `Use the command line for larger files: ${formatCommand("import FILE --workspace DIR")}.`,
  });
}

function tooManyUploads(name: string, limit: number): AssayError {
  return new AssayError("over_limit", `${name} was not accepted: ${limit} uploads are already running.`, {
    fix: "Wait for some of them, then drop the file again.",
  });
}

function noQuotaLeft(name: string, limitBytes: number): AssayError {
  return new AssayError(
    "over_limit",
    `${name} was not accepted: uploads waiting to be imported may have at most ${limitBytes} bytes in total.`,
    {
      fix: `Wait until the dropped files are imported, or use the command line: ${formatCommand("import FILE --workspace DIR")}.`,
    },
  );
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
