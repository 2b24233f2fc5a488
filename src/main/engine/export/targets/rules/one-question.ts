import type { Items } from "../../items.ts";
import type { Rule } from "../target.ts";
import { isSystem, textOf } from "../turns.ts";
import { withFix } from "./with-fix.ts";

/** A prompt that is one text: Axolotl puts it between `<|user|>` and `<|assistant|>`. */
export const oneQuestion: Rule<Items["ranked"]> = withFix(
  {
    name: "one-question",
    says: "The prompt is one turn of the user.",
    check: ({ prompt }) =>
      prompt.length === 1 && prompt[0]?.role === "user"
        ? null
        : `The prompt has ${prompt.length} turns, and there is room for one question.`,
  },
  "Put the system prompt before the question",
  (item) => {
    const [system, question, ...more] = item.prompt;
    if (system === undefined || question === undefined || more.length > 0 || !isSystem(system)) return item;
    return { ...item, prompt: [{ ...question, content: `${textOf(system)}\n\n${textOf(question)}` }] };
  },
);
