import { answersDiffer, bestIsAlone, ranksDiffer } from "../rules/answers.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { soundAnswers } from "../rules/groups.ts";
import { oneQuestion } from "../rules/one-question.ts";
import { answerIsOneTurn } from "../rules/roles.ts";
import { callsNoTools } from "../rules/tools.ts";
import { answerText } from "../shapes.ts";
import { defineTarget } from "../target.ts";

/**
 * Ranked answers for Axolotl's zephyr.nectar, which takes the highest number as best: the reverse of Nectar itself, and of NeMo. `best` says so to
 * whoever reads the file otherwise. Ranks are numbers, since it sorts texts as texts ("9" above "10").
 * @see https://github.com/axolotl-ai-cloud/axolotl/blob/main/src/axolotl/prompt_strategies/dpo/zephyr.py
 */
export const nectar = defineTarget<"ranked">({
  name: "nectar",
  title: "Ranked answers, highest rank best",
  readBy: "Axolotl (rl: dpo, type: zephyr.nectar)",
  version: "1",
  source: "https://github.com/axolotl-ai-cloud/axolotl/blob/main/src/axolotl/prompt_strategies/dpo/zephyr.py",
  takes: "ranked",
  encoding: "jsonl",
  rules: [...soundAnswers, callsNoTools, answerIsOneTurn, oneQuestion, ranksDiffer, answersDiffer, bestIsAlone],
  setRules: [oneTypeAColumn],
  row({ prompt, answers }) {
    const worst = Math.max(...answers.map(({ rank }) => rank));
    return {
      prompt: answerText(prompt),
      answers: answers.map(({ completion, engineId, rank }) => ({
        answer: answerText(completion),
        model: engineId,
        rank: worst - rank + 1,
      })),
      best: "highest rank",
    };
  },
});
