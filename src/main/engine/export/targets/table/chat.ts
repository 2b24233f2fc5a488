import { toChatTurns } from "../chat-turns.ts";
import { answersWithAssistant, contentIsText, everyTurnSays, systemIsFirst, validText } from "../rules.ts";
import { defineTarget } from "../target.ts";

/**
 * Chat messages, the shape most trainers take for supervised fine-tuning.
 * @see https://huggingface.co/docs/trl/dataset_formats#conversational, https://platform.openai.com/docs/guides/supervised-fine-tuning
 */
export const chat = defineTarget<"sample">({
  name: "chat",
  title: "Chat messages",
  readBy: "TRL, Axolotl, MLX-LM, NeMo, OpenRLHF, Together, Fireworks, Azure",
  version: "1",
  source: "https://huggingface.co/docs/trl/dataset_formats",
  takes: "sample",
  encoding: "jsonl",
  rules: [answersWithAssistant, everyTurnSays, contentIsText, systemIsFirst, validText],
  row: ({ prompt, completion }) => ({ messages: toChatTurns([...prompt, ...completion]) }),
});
