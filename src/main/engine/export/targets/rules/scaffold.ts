import type { Rule } from "../target.ts";
import { capital, firstProblem, turnLists, type WithTurns } from "../turn-lists.ts";
import { textOf } from "../turns.ts";

/**
 * Axolotl renders a conversation with a placeholder as its question and searches the result for the answer. An answer that occurs in the text of
 * the template before it is found there, and the scaffold becomes part of what is learned. This is what stands there, in templates of today.
 * @see https://github.com/axolotl-ai-cloud/axolotl/blob/main/src/axolotl/prompt_strategies/dpo/chat_template.py
 */
const scaffolds = [
  "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n[[dummy_message]]<|im_end|>\n<|im_start|>assistant\n",
  "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n[[dummy_message]]<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
  "<s>[INST] [[dummy_message]] [/INST] ",
  "<bos><start_of_turn>user\n[[dummy_message]]<end_of_turn>\n<start_of_turn>model\n",
  "<|user|>\n[[dummy_message]]<|end|>\n</s>\n<|assistant|>\n",
];

export const answerIsNotScaffold: Rule<WithTurns> = {
  name: "answer-is-not-scaffold",
  says: "No answer is so short that it occurs in the text of chat templates.",
  check: (item) =>
    firstProblem(turnLists(item), ({ turns, of, isAnswer }) => {
      const short = isAnswer ? turns.find((turn) => scaffolds.some((scaffold) => scaffold.includes(textOf(turn).trim()))) : undefined;
      return short === undefined ? null : `${capital(of)} is ${JSON.stringify(textOf(short))}: Axolotl would find it in the chat template.`;
    }),
};
