import { readRanges } from "../files/read-range.ts";
import { headOfText } from "../head-of-text.ts";
import { shortLineBytes } from "../ingest/indexed-texts.ts";
import { Pause } from "../pause.ts";

/** Where an execution is, and the heads of its texts when the index has them. */
export type TextPlace = {
  off: number;
  len: number;
  input_head: string | null;
  output_head: string | null;
};

export interface TextHeads {
  inputHead: string;
  outputHead: string;
}

/**
 * What a list shows of the texts of these executions: read from the journal, but for long lines, whose heads are in the index.
 * @param journal path of events.jsonl; null when the channel is switched off.
 * @throws AssayError damaged when the journal ends before one of them; not_found, io …
 */
export async function textHeads(journal: string | null, places: readonly TextPlace[]): Promise<Map<number, TextHeads>> {
  const heads = new Map<number, TextHeads>();
  const short: TextPlace[] = [];
  for (const place of places) {
    if (place.len <= shortLineBytes) short.push(place);
    else heads.set(place.off, { inputHead: place.input_head ?? "", outputHead: place.output_head ?? "" });
  }
  if (journal === null || short.length === 0) return heads;
  const lines = await readRanges(
    journal,
    short.map(({ off, len }) => ({ offset: off, length: len })),
  );
  const pause = new Pause();
  for (const [i, line] of lines.entries()) {
    heads.set((short[i] as TextPlace).off, headsIn(line.toString("utf8")));
    await pause.after(line.length);
  }
  return heads;
}

const head = (text: unknown) => (typeof text === "string" ? headOfText(text) : "");

/** A line kept although invalid may lack them; one that somebody spoilt by hand since it was indexed shows nothing, and `verify` names it. */
function headsIn(line: string): TextHeads {
  try {
    const { input, output } = JSON.parse(line) as { input?: unknown; output?: unknown };
    return { inputHead: head(input), outputHead: head(output) };
  } catch {
    return { inputHead: "", outputHead: "" };
  }
}
