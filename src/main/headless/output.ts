import { AssayError } from "../../contract/index.ts";

/** A command's output. Reports and data go to stdout, notes and progress to stderr. */
export interface Output {
  /**
   * Resolves when the text is written: byte for byte to a file or pipe; on a terminal control characters become JSON escapes.
   * Throws `OutputClosed` when the reader is gone, AssayError disk_full or io.
   */
  write(text: string | Uint8Array): Promise<void>;
  /** A line for a person, on stderr. */
  note(line: string): void;
  /** A line that replaces itself, on a terminal only; "" removes it. */
  progress(line: string): void;
}

/** The reader is gone (`| head`): the command ends quietly. */
export class OutputClosed extends Error {}

/** Wraps the process's streams. */
export function processOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  let failure: Error | null = null;
  // Without a listener EPIPE would crash the process.
  const failed = (thrown: Error) => {
    failure ??= outputError(thrown);
    return failure;
  };
  stdout.on("error", failed);
  stderr.on("error", () => {});
  let shown = false;
  return {
    async write(text) {
      if (failure) throw failure;
      const bytes = stdout.isTTY ? forTerminal(text) : text;
      // Only the callback tells: a file on a full disk accepts the text and reports the loss afterwards.
      await new Promise<void>((resolve, reject) => stdout.write(bytes, (thrown) => (thrown ? reject(failed(thrown)) : resolve())));
    },
    note: (line) => {
      stderr.write(`${shown ? "\r\u001b[2K" : ""}${line}\n`);
      shown = false;
    },
    progress: (line) => {
      if (!stderr.isTTY || (line === "" && !shown)) return;
      stderr.write(`\r\u001b[2K${line}`);
      shown = line !== "";
    },
  };
}

/**
 * Escapes as `\\uXXXX` the control characters (including C1 and DEL) and direction marks that JSON may hold raw and a terminal obeys; the JSON
 * value stays the same. Carriage returns, which are white space in JSON, become spaces: they would overwrite the line.
 */
function forTerminal(text: string | Uint8Array): string {
  const plain = typeof text === "string" ? text : Buffer.from(text).toString("utf8");
  return plain.replaceAll("\r", " ").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) => {
    if (found === "\n" || found === "\t") return found;
    return Array.from({ length: found.length }, (_, index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");
  });
}

function outputError(thrown: Error): Error {
  const errno = "code" in thrown ? String(thrown.code) : "";
  if (["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED", "EOF"].includes(errno)) return new OutputClosed();
  if (errno === "ENOSPC" || errno === "EDQUOT")
    return new AssayError("disk_full", "Cannot write to stdout: the disk is full.", {
      fix: "Free some space and run the command again; the output is incomplete.",
      cause: thrown,
    });
  return new AssayError("io", `Cannot write to stdout: ${thrown.message}.`, { cause: thrown });
}

/** One JSON document with its newline. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

export interface Column {
  title: string;
  align: "left" | "right";
}

/** Formats an aligned table. Cells are made printable first, since ids and names are untrusted. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map((_, index) => printable(row[index] ?? "")));
  const widths = columns.map((column, index) => Math.max(column.title.length, ...cells.map((row) => [...(row[index] ?? "")].length)));
  const line = (row: readonly string[]) =>
    columns
      .map((column, index) => {
        const cell = row[index] ?? "";
        const gap = " ".repeat(Math.max(0, (widths[index] ?? 0) - [...cell].length));
        return column.align === "right" ? gap + cell : cell + gap;
      })
      .join("  ")
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...cells.map(line)].map((text) => `${text}\n`).join("");
}

/** Replaces control characters and direction marks, which a terminal would obey, by their code points. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
