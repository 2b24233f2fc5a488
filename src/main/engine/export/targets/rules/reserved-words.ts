import type { Message } from "../../../../../contract/index.ts";
import type { Rule } from "../target.ts";
import { firstProblem, mapTurns, place, turnLists, type WithTurns } from "../turn-lists.ts";
import { textOf } from "../turns.ts";
import { withFix } from "./with-fix.ts";

/**
 * Words that fail a training job of Amazon Nova wherever they stand. Upper case as well, as older samples of AWS's validator have it.
 * @see https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
 */
const words = /\b(user|bot|assistant|system):|<(image|video)>|\[EOS\]/gi;

export const noReservedWords: Rule<WithTurns> = withFix(
  {
    name: "no-reserved-words",
    says: "No turn has User:, Bot:, Assistant:, System:, <image>, <video> or [EOS].",
    check: (item) =>
      firstProblem(turnLists(item), ({ turns, of }) => {
        for (const [i, turn] of turns.entries()) {
          const [word] = textOf(turn).match(words) ?? [];
          if (word !== undefined) return `${place(i, of)} has ${word}, which fails the job.`;
        }
        return null;
      }),
  },
  "Put a space into reserved words",
  (item) => mapTurns(item, (turns) => turns.map((turn): Message => ({ ...turn, content: textOf(turn).replace(words, breakWord) }))),
);

/** "User:" becomes "User :", "<image>" "< image>", "[EOS]" "[ EOS]". */
const breakWord = (word: string) => (word.endsWith(":") ? `${word.slice(0, -1)} :` : `${word.charAt(0)} ${word.slice(1)}`);
