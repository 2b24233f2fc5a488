import type { Message } from "../../../../contract/index.ts";
import { toBlocks, toTexts } from "./shapes.ts";

/** What both targets of Amazon Nova share: turns as its Converse API has them, the system prompt beside them. */
export const schemaVersion = "bedrock-conversation-2024";

export function toConverse(turns: readonly Message[]) {
  const { system, turns: rest } = toTexts(turns);
  return {
    schemaVersion,
    ...(system === null ? {} : { system: toBlocks(system) }),
    messages: rest.map(({ role, text }): Record<string, unknown> => ({ role, content: toBlocks(text) })),
  };
}
