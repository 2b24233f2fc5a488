import type { Message } from "../../../../contract/index.ts";
import { toTexts } from "./shapes.ts";

/** Turns as Gemini has them: the assistant is the model, and the system prompt stands beside. */
export function toGemini(turns: readonly Message[]) {
  const { system, turns: rest } = toTexts(turns);
  return {
    system: system === null ? null : { parts: [{ text: system }] },
    contents: rest.map(({ role, text }) => ({ role: role === "assistant" ? "model" : "user", parts: [{ text }] })),
  };
}
