import { AssayError, type ErrorCode } from "../../../contract/index.ts";

const known: Record<string, { code: ErrorCode; message: string; fix: string }> = {
  ENOENT: { code: "not_found", message: "does not exist", fix: "Check the path." },
  ENOTDIR: {
    code: "refused",
    message: "has a part that is a file where a folder should be",
    fix: "Choose a path whose parents are folders.",
  },
  EISDIR: { code: "refused", message: "is a folder", fix: "Choose a file." },
  EACCES: { code: "permission", message: "may not be opened by this user", fix: "Change its permissions, or choose another place." },
  EPERM: { code: "permission", message: "may not be changed by this user", fix: "Change its permissions, or choose another place." },
  EROFS: { code: "permission", message: "is on a read-only file system", fix: "Choose a place that can be written." },
  ENOSPC: { code: "disk_full", message: "cannot be written: the disk is full", fix: "Free some space, then try again." },
  EDQUOT: { code: "disk_full", message: "cannot be written: the disk quota is used up", fix: "Free some space, then try again." },
  EMFILE: { code: "io", message: "cannot be opened: too many files are open", fix: "Raise the limit (ulimit -n) and start again." },
  ELOOP: { code: "refused", message: "is a symbolic link that leads back to itself", fix: "Mend the link, or choose another path." },
  ENAMETOOLONG: { code: "refused", message: "is longer than the file system takes", fix: "Choose a shorter path." },
  ENXIO: { code: "refused", message: "is a socket or a device nobody answers at", fix: "Choose a file." },
  EIO: {
    code: "io",
    message: "cannot be read or written: the device reports an error",
    fix: "Check the disk, and the cable or network it is on.",
  },
  EEXIST: { code: "refused", message: "is there already", fix: "Choose another name." },
};

export function errnoOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
}

/** Turns a Node file error into an `AssayError` that names the path and what to do; passes `AssayError`s through. */
export function ioError(thrown: unknown, path: string): AssayError {
  if (thrown instanceof AssayError) return thrown;
  const errno = errnoOf(thrown);
  const entry = errno === undefined ? undefined : known[errno];
  if (entry) return new AssayError(entry.code, `${shown(path)} ${entry.message}.`, { fix: entry.fix, where: path, cause: thrown });
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new AssayError("io", `${path} could not be read or written: ${detail}`, { where: path, cause: thrown });
}

/** The error of a write that is tried again without being asked to, as a person is told of it. */
export function retriedByItself(error: AssayError): AssayError {
  const { code, message, where } = error;
  if (code !== "disk_full") return error;
  return new AssayError(code, message, {
    fix: "Free some space; Assay goes on by itself.",
    ...(where !== undefined && { where }),
    cause: error,
  });
}

/** The error for a file that is not there. */
export const noSuchFile = (path: string): AssayError => ioError(Object.assign(new Error("no such file"), { code: "ENOENT" }), path);

/** A path as a sentence shows it: what no file system takes is not read to its end by anybody either. */
function shown(path: string): string {
  return path.length <= 500 ? path : `${path.slice(0, 200)}…${path.slice(-100)}`;
}

/** Runs a file operation and names the path in whatever it throws. */
export async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw ioError(thrown, path);
  }
}
