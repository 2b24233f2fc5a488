import { toChatTurns } from "../chat-turns.ts";
import { marginIsKnown, sidesDiffer } from "../rules/answers.ts";
import { oneTypeAColumn } from "../rules/columns.ts";
import { alternatesForSome, soundAnswers, soundCalls } from "../rules/groups.ts";
import { answerAsksNothing, promptAsks } from "../rules/roles.ts";
import { defineTarget } from "../target.ts";

/**
 * Pairs of whole conversations, which TRL advises for reward models, with the margin by which one is better.
 * @see https://huggingface.co/docs/trl/reward_trainer#adding-a-margin-to-the-loss
 */
export const reward = defineTarget<"pair">({
  name: "reward",
  title: "Reward model pairs with margin",
  readBy: "TRL RewardTrainer, OpenRLHF (margin loss)",
  version: "1",
  source: "https://huggingface.co/docs/trl/reward_trainer",
  takes: "pair",
  encoding: "jsonl",
  rules: [...soundAnswers, ...soundCalls, promptAsks, answerAsksNothing, sidesDiffer, marginIsKnown, alternatesForSome],
  setRules: [oneTypeAColumn],
  row: ({ prompt, chosen, rejected, margin }) => ({
    chosen: toChatTurns([...prompt, ...chosen]),
    rejected: toChatTurns([...prompt, ...rejected]),
    margin,
  }),
});
