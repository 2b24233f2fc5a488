import { isObject } from "../../base/json-value.ts";
import type { MappingContext } from "../dialect.ts";
import { asList, asText } from "../fields.ts";
import { readText } from "../values.ts";

/** The sorts of rows that MT-Bench keeps in files of their own, and what the files of one import know of each other. */

type Raw = Record<string, unknown>;

export const isPairRow = (row: Raw) =>
  "model_1" in row && "model_2" in row && ("g1_winner" in row || "winner" in row) && "question_id" in row;
export const isSingleRow = (row: Raw) => "question_id" in row && "model" in row && "judgment" in row && "score" in row;
export const isAnswerRow = (row: Raw) => "question_id" in row && "model_id" in row && Array.isArray(row.choices);
export const isQuestionRow = (row: Raw) => "question_id" in row && Array.isArray(row.turns) && "category" in row;

export interface MtBenchFiles {
  context: MappingContext;
  /** Judgements of the other files. */
  otherSingles: { name: string; value: Raw }[];
  /** The question of a turn, from 1; "" where no file has it. */
  question(id: string, turn: number): string;
  answer(id: string, engine: string, turn: number): string | undefined;
}

export function readFiles(context: MappingContext): MtBenchFiles {
  const questions = new Map<string, readonly unknown[]>();
  const answers = new Map<string, readonly unknown[]>();
  const otherSingles: MtBenchFiles["otherSingles"] = [];
  for (const { name, rows } of context.companions) {
    for (const row of rows) {
      if (!isObject(row)) continue;
      if (isSingleRow(row)) otherSingles.push({ name, value: row });
      const id = readText(row.question_id) ?? "";
      if (isQuestionRow(row)) questions.set(id, asList(row.turns));
      if (isAnswerRow(row)) {
        const [choice] = asList(row.choices);
        answers.set(JSON.stringify([id, row.model_id]), isObject(choice) ? asList(choice.turns) : []);
      }
    }
  }
  return {
    context,
    otherSingles,
    question: (id, turn) => asText(questions.get(id)?.[turn - 1]) ?? "",
    answer: (id, engine, turn) => asText(answers.get(JSON.stringify([id, engine]))?.[turn - 1]),
  };
}
