import type { ClickHouseConnection, Settings } from "./client.ts";
import { readLines } from "./read-lines.ts";
import { toSpan } from "./row-to-span.ts";

/** Together with its names and quotes a row stays below the 16 MiB of a line. */
const maxRowBytes = 6 * 1024 * 1024;
/** Spans of a request, and of its text. */
const maxSpans = 1000;
const maxRequestCharacters = 1024 * 1024;

/**
 * Writes the spans of a statement as requests of OTLP in JSON, one a line. Memory holds one request: the next row is read when the last one is taken.
 * @param write resolves when more may come.
 */
export async function writeSpans(
  connection: ClickHouseConnection,
  sql: string,
  { settings, signal, write }: { settings: Settings; signal: AbortSignal; write(line: string): Promise<void> },
): Promise<{ spans: number; tooLong: number }> {
  const { bytes } = await connection.send(`${sql}\nFORMAT JSONEachRow`, settings, signal);
  let spans = 0;
  let tooLong = 0;
  let waiting: string[] = [];
  let characters = 0;
  const flush = async () => {
    if (waiting.length === 0) return;
    const line = `{"resourceSpans":[{"scopeSpans":[{"spans":[${waiting.join(",")}]}]}]}\n`;
    waiting = [];
    characters = 0;
    await write(line);
  };
  try {
    for await (const line of readLines(bytes, { maxLineBytes: maxRowBytes, onTooLong: () => tooLong++ })) {
      const span = JSON.stringify(toSpan(line));
      waiting.push(span);
      characters += span.length;
      spans++;
      if (waiting.length >= maxSpans || characters >= maxRequestCharacters) await flush();
    }
  } finally {
    // Rows that came whole before a failure count.
    await flush();
  }
  return { spans, tooLong };
}
