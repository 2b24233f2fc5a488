import { toChatTurns } from "../chat-turns.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { atLeastRows } from "../rules/sets.ts";
import { defineTarget } from "../target.ts";

/**
 * Chat messages, the shape most trainers take for supervised fine-tuning. Nothing but `messages`: Together refuses other keys.
 * @see https://huggingface.co/docs/trl/dataset_formats#conversational, https://docs.together.ai/docs/fine-tuning/data-preparation
 */
export const chat = defineTarget<"sample">({
  name: "chat",
  title: "Chat messages",
  readBy: "TRL, Axolotl, LLaMA-Factory, MLX-LM, NeMo, OpenRLHF, Unsloth, Together, Fireworks, Azure, Mistral",
  version: "1",
  source: "https://huggingface.co/docs/trl/dataset_formats",
  takes: "sample",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, alternatesForSome],
  setRules: [atLeastRows(10, "OpenAI and Azure want"), oneTypeAColumn],
  row: ({ prompt, completion }) => ({ messages: toChatTurns([...prompt, ...completion]) }),
});
