import { AssayError } from "../../contract/index.ts";

/** What a command writes to. Reports and data go to stdout, everything about the work itself to stderr. */
export interface Output {
  /**
   * Resolves when the text is written: byte for byte to a file or pipe; on a terminal what would work as a command to it is
   * written as JSON escapes. Throws `OutputClosed` when nobody reads any more, AssayError disk_full or io.
   */
  write(text: string | Uint8Array): Promise<void>;
  /** A line for a person, on stderr. */
  note(line: string): void;
  /** A line that replaces itself, on a terminal only; "" takes it away. */
  progress(line: string): void;
}

/** The reader went away (`| head`): the command ends quietly. */
export class OutputClosed extends Error {}

/** Wraps the process's streams. */
export function processOutput(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Output {
  let failure: Error | null = null;
  // Without a listener an EPIPE would end the process with a stack.
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
      // Only the callback knows: a file on a full disk takes the text and reports the loss afterwards.
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
 * Control characters (C1 and DEL among them) and direction marks, which a terminal obeys and JSON may hold raw, as `\\uXXXX`: a
 * JSON text stays the same value. Carriage returns, in JSON only ever white space, become spaces: they would overwrite the line.
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
    return new AssayError("disk_full", "What goes to stdout cannot be written: the disk is full.", {
      fix: "Free some space and run the command again; what is written is not whole.",
      cause: thrown,
    });
  return new AssayError("io", `What goes to stdout cannot be written: ${thrown.message}.`, { cause: thrown });
}

/** One JSON document with its newline. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

export interface Column {
  title: string;
  align: "left" | "right";
}

/** An aligned table for a terminal. Cells are made printable first: ids and names are hostile input. */
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

/** Control characters and direction marks would reach the terminal as commands; they are shown as their numbers. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
