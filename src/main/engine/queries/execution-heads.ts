import { conversationTexts, findFolded, foldText, isConversation } from "../../../contract/index.ts";
import { YieldBudget } from "../async/yield-budget.ts";
import { readRanges } from "../files/read-range.ts";
import { type ExecutionHead, executionHead } from "../records/execution-head.ts";
import { headAround } from "./head-around.ts";

/** Where an execution is, and its head if the index has it. */
export type HeadPlace = { off: number; len: number; head: string | null };

/**
 * What a list shows of these executions beyond the indexed columns: read from the journal, or, for long lines, from the index.
 * @param journal path of events.jsonl; null when the channel is switched off.
 * @param searched a text: the heads of short lines show it, wherever in them it is; that of the input where it is in their conversation alone.
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
    if (searched === "") return head;
    const around = (text: unknown) => (typeof text === "string" ? headAround(text, searched) : "");
    const [inputHead, outputHead] = [around(record.input), around(record.output)];
    const isShown = [inputHead, outputHead].some((shown) => findFolded(shown, searched, 1).length > 0);
    return { ...head, inputHead: isShown ? inputHead : (turnAround(record.messages, searched) ?? inputHead), outputHead };
  } catch {
    return executionHead({});
  }
}

/** The place in a conversation where the text is; undefined: it is not in one. */
function turnAround(messages: unknown, searched: string): string | undefined {
  if (!isConversation(messages)) return undefined;
  const folded = foldText(searched.trim());
  const turn = conversationTexts(messages).find((text) => foldText(text).includes(folded));
  return turn === undefined ? undefined : headAround(turn, searched);
}
