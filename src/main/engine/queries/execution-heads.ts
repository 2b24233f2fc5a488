import { YieldBudget } from "../async/yield-budget.ts";
import { readRanges } from "../files/read-range.ts";
import { type ExecutionHead, executionHead } from "../records/execution-head.ts";
import { headAround } from "./head-around.ts";

/** Where an execution is, and its head if the index has it. */
export type HeadPlace = { off: number; len: number; head: string | null };

/**
 * What a list shows of these executions beyond the indexed columns: read from the journal, or, for long lines, from the index.
 * @param journal path of events.jsonl; null when the channel is switched off.
 * @param searched a text: the heads of short lines show it, wherever in them it is.
 * @returns by offset.
 * @throws AssayError damaged when the journal ends before one of them; not_found, io …
 */
export async function executionHeads(
  journal: string | null,
  places: readonly HeadPlace[],
  searched = "",
): Promise<Map<number, ExecutionHead>> {
  const heads = new Map<number, ExecutionHead>();
  const short: HeadPlace[] = [];
  for (const place of places) {
    if (place.head === null) short.push(place);
    else heads.set(place.off, JSON.parse(place.head) as ExecutionHead);
  }
  if (journal === null || short.length === 0) return heads;
  const lines = await readRanges(
    journal,
    short.map(({ off, len }) => ({ offset: off, length: len })),
  );
  const budget = new YieldBudget();
  for (const [i, { off }] of short.entries()) {
    const line = lines[i] as Buffer;
    heads.set(off, parseHead(line.toString("utf8"), searched));
    await budget.spend(line.length);
  }
  return heads;
}

/** Empty for a line that somebody broke since it was indexed; `verify` reports it. */
function parseHead(line: string, searched: string): ExecutionHead {
  try {
    const record = JSON.parse(line) as Record<string, unknown>;
    const head = executionHead(record);
    const around = (text: unknown) => (typeof text === "string" ? headAround(text, searched) : "");
    return searched === "" ? head : { ...head, inputHead: around(record.input), outputHead: around(record.output) };
  } catch {
    return executionHead({});
  }
}
