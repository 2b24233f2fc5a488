import type { Items } from "../../items.ts";
import type { Rule } from "../target.ts";
import { firstProblem, mapTurns, turnLists, type WithTurns } from "../turn-lists.ts";
import { saySame, textOf } from "../turns.ts";
import { withFix } from "./with-fix.ts";

/** Rules about answers that are compared, and about what is known of them. */

/** No loader refuses a pair of equal sides; a reader of HelpSteer3 makes them itself. Templates trim, so spaces at the ends are no difference. */
export const sidesDiffer: Rule<Items["pair"]> = {
  name: "sides-differ",
  says: "The chosen and the rejected answer differ.",
  check: ({ chosen, rejected }) => (saySame(chosen, rejected) ? "The chosen and the rejected answer say the same." : null),
};

export const answersDiffer: Rule<Items["ranked"]> = withFix(
  {
    name: "answers-differ",
    says: "No two answers say the same.",
    check: ({ answers }) => {
      const at = findRepeat(answers);
      return at < 0 ? null : `Answer ${at + 1} says the same as a better one.`;
    },
  },
  "Keep the best of equal answers",
  (item) => keepAnswers(item, (answers) => answers.filter((_, i) => findRepeat(answers.slice(0, i + 1)) !== i)),
);

type Answers = Items["ranked"]["answers"];

const findRepeat = (answers: Answers) =>
  answers.findIndex(({ completion }, i) => answers.slice(0, i).some((better) => saySame(better.completion, completion)));

/** The same item with some answers; as it was where fewer than two of different rank would stay. */
function keepAnswers<I extends Items["ranked"]>(item: I, choose: (answers: Answers) => Answers): I {
  const answers = choose(item.answers);
  return answers.at(0)?.rank === answers.at(-1)?.rank ? item : { ...item, answers };
}

/** Axolotl takes one answer as an error, and the order of equal ranks as it comes. */
export const ranksDiffer: Rule<Items["ranked"]> = {
  name: "ranks-differ",
  says: "There are at least two answers of different rank.",
  check: ({ answers }) => (answers.at(0)?.rank === answers.at(-1)?.rank ? "No answer is better than another." : null),
};

/** Axolotl chooses the first and rejects the second: where both are best, the order in the file would decide. */
export const bestIsAlone: Rule<Items["ranked"]> = withFix(
  {
    name: "best-is-alone",
    says: "The two best answers have different ranks.",
    check: ({ answers }) => (answers[0]?.rank === answers[1]?.rank ? "The two best answers have one rank." : null),
  },
  "Keep one answer of each rank",
  (item) => keepAnswers(item, (answers) => answers.filter(({ rank }, i) => rank !== answers[i - 1]?.rank)),
);

/** The shape holds any number; NeMo-RL's trainers of today refuse others than two. */
export const twoAnswers: Rule<Items["ranked"]> = withFix(
  {
    name: "two-answers",
    says: "There are two answers: today's NeMo-RL trains on no more.",
    severity: "warns",
    check: ({ answers }) => (answers.length === 2 ? null : `There are ${answers.length} answers.`),
  },
  "Keep the best and the worst answer",
  (item) => keepAnswers(item, (answers) => [...answers.slice(0, 1), ...answers.slice(-1)]),
);

/** TRL computes with the margin of every row: one that is null ends the training. */
export const marginIsKnown: Rule<Items["pair"]> = withFix(
  {
    name: "margin-is-known",
    says: "It is known by how much the chosen answer is better.",
    check: ({ margin }) => (margin === null ? "The margin is not known." : null),
  },
  "Write 0 where the margin is not known",
  (item) => ({ ...item, margin: item.margin ?? 0 }),
);

/** verl takes rows without a ground truth in silence, and graders compare with nothing. */
export const referenceIsKnown: Rule<Items["prompt"]> = {
  name: "reference-is-known",
  says: "There is an answer for the reward to compare with.",
  check: ({ reference }) => (reference.trim() === "" ? "There is no reference answer." : null),
};

/** Axolotl looks for the answer in the rendered text, and templates trim: what does not stand there as it is becomes its last character. */
export const noSpacesAtEnds: Rule<WithTurns> = withFix(
  {
    name: "no-spaces-at-ends",
    says: "Answers have no spaces or line ends at their ends.",
    check: (item) =>
      firstProblem(turnLists(item), ({ turns, of, isAnswer }) =>
        isAnswer && turns.some((turn) => textOf(turn) !== textOf(turn).trim()) ? `A turn of ${of} begins or ends with white space.` : null,
      ),
  },
  "Remove white space at the ends of answers",
  (item) => mapTurns(item, (turns, isAnswer) => (isAnswer ? turns.map((turn) => ({ ...turn, content: textOf(turn).trim() })) : turns)),
);
