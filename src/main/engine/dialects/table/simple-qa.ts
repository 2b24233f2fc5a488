import { type Dialect, eachRow } from "../dialect.ts";
import { shareOf } from "../executions.ts";
import { skip } from "../fields.ts";

/**
 * The questions of SimpleQA. They are recognised so that nobody takes a test set for training data: a question with its right answer is no
 * answer of an engine.
 * @see https://github.com/openai/simple-evals
 */
export const simpleQa: Dialect = {
  name: "simple-qa",
  title: "SimpleQA questions",
  version: "1",
  kinds: [],
  fields: [{ from: "problem, answer", to: "(nothing)", note: "A test set: its rows are no records." }],
  scope: "row",
  detect: (sample) =>
    0.9 * shareOf(sample, (row) => "metadata" in row && "problem" in row && "answer" in row && Object.keys(row).length === 3),
  open: (_, emit) => eachRow((row) => emit(skip(row, "a question of a test set"))),
};
