import { type Conversation, conversationTexts, isConversation } from "../../../contract/index.ts";
import { findHits } from "../../review/highlight/hits.ts";

/** What the detail shows of a record's line besides the line itself. */

export interface ParsedLine {
  /** Input and output as text, when they are text; null when the line could not be read as JSON (it was cut). */
  input: string | null;
  output: string | null;
  /** The whole conversation, where it carries one; such `messages` are not among the rest. */
  messages: Conversation | null;
  /** Everything else at the top, by name, for the metadata table; nested values as JSON text. */
  rest: { name: string; text: string }[];
}

const texts = new Set(["input", "output"]);

/** Reads a line for display. Never fails: a line that is no JSON object has nothing but itself. */
export function parseLine(raw: string): ParsedLine {
  try {
    const value: unknown = JSON.parse(raw, keepDigits);
    return typeof value === "object" && value !== null && !Array.isArray(value) && !isRaw(value) ? parted(value) : nothing;
  } catch {
    // Not JSON, or nested too deep to walk.
    return nothing;
  }
}

/** The trace id of a line; "Execution" for a line without one. */
export function getTraceId(raw: string): string {
  return parseLine(raw).rest.find(({ name }) => name === "trace_id")?.text ?? "Execution";
}

/** How often a text stands in what a search looks at: input, output, status, trace, task and what is said in its conversation. */
export function countHits(raw: string, searched: string): number {
  const { input, output, messages, rest } = parseLine(raw);
  const others = rest.filter(({ name }) => name === "status" || name === "trace_id" || name === "task_id").map(({ text }) => text);
  const turns = messages === null ? [] : conversationTexts(messages);
  return [input ?? "", output ?? "", ...others, ...turns].reduce((sum, text) => sum + findHits(text, searched).length, 0);
}

const nothing: ParsedLine = { input: null, output: null, messages: null, rest: [] };

function parted(record: object): ParsedLine {
  const entries = Object.entries(record);
  const text = (name: string) => {
    const found = entries.find(([key]) => key === name)?.[1];
    return typeof found === "string" ? found : null;
  };
  const flat = entries.flatMap(([name, inner]) =>
    name === "metrics" && typeof inner === "object" && inner !== null && !Array.isArray(inner) && !isRaw(inner)
      ? Object.entries(inner).map(([key, metric]): [string, unknown] => [`metrics.${key}`, metric])
      : [[name, inner] as [string, unknown]],
  );
  const messages = entries.find(([key]) => key === "messages")?.[1];
  const conversation = isConversation(messages) ? messages : null;
  return {
    input: text("input"),
    output: text("output"),
    messages: conversation,
    rest: flat
      .filter(([name]) => !texts.has(name) && (name !== "messages" || conversation === null))
      .map(([name, inner]) => ({ name, text: typeof inner === "string" ? inner : JSON.stringify(inner) })),
  };
}

/** Numbers are shown as they are written: a 64-bit id would lose its last digits as a JavaScript number. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === "number" && source !== undefined && String(value) !== source ? rawJson.rawJSON(source) : value;
}

/** Standard since ES2026 and in every engine this runs on; not yet in the type library. */
const rawJson = JSON as unknown as { rawJSON(text: string): object; isRawJSON(value: unknown): boolean };
const isRaw = (value: unknown) => rawJson.isRawJSON(value);

/**
 * How to print exactly this record with ordinary tools: bytes `offset` to `offset + sizeBytes` of the file.
 * The file name is quoted for a POSIX shell; it may hold anything.
 */
export function shellCommand(record: { file: string; offset: number; sizeBytes: number }): string {
  const quoted = `'${record.file.replaceAll("'", "'\\''")}'`;
  return `tail -c +${record.offset + 1} ${quoted} | head -c ${record.sizeBytes}`;
}
