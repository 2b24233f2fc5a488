import { toChatTurns } from "../chat-turns.ts";
import { answersDiffer, ranksDiffer, twoAnswers } from "../rules/answers.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { promptAsks } from "../rules/roles.ts";
import { defineTarget } from "../target.ts";

/**
 * All answers to a prompt with their ranks: NeMo-RL takes the lowest as best, from 0.
 * @see https://github.com/NVIDIA-NeMo/RL/blob/main/docs/guides/rm.md#datasets
 */
export const ranked = defineTarget<"ranked">({
  name: "ranked",
  title: "Ranked answers, lowest rank best",
  readBy: "NeMo-RL DPO and reward models",
  version: "1",
  source: "https://github.com/NVIDIA-NeMo/RL/blob/main/docs/guides/rm.md#datasets",
  takes: "ranked",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, promptAsks, ranksDiffer, answersDiffer, twoAnswers, alternatesForSome],
  setRules: [oneTypeAColumn],
  row: ({ prompt, answers }) => ({
    context: toChatTurns(prompt),
    completions: answers.map(({ completion, rank }) => ({ rank: rank - 1, completion: toChatTurns(completion) })),
  }),
});
