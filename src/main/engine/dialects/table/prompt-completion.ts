import { isObject } from "../../base/json-value.ts";
import { isAnswer, systemTurns, toExample, toTurns, unwrapTurns } from "../conversation.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { shareOf } from "../executions.ts";
import { asText, reject, rejectNoObject, skip } from "../fields.ts";
import { createdAtUse, toTrainingOutcome, unratedUse } from "../training.ts";

/** Pairs of keys, the most telling first. */
const keyPairs = [
  ["prompt", "completion"],
  ["prompt", "response"],
  ["instruction", "response"],
  ["query", "response"],
  ["question", "answer"],
  ["input", "output"],
] as const;

const known = /^(id|system|system_prompt|tools|split|source|category|context|metadata)$/;

const findKeys = (row: Record<string, unknown>) => keyPairs.find(([input, output]) => isSide(row[input]) && isSide(row[output]));
const isSide = (value: unknown) => typeof value === "string" || toTurns(value) !== null;

/** One text with its continuation a row: TRL, MLX, Together, NeMo, Dolly and many of people's own; formats.md A.1, 4.3. */
export const promptCompletion: Dialect = {
  name: "prompt-completion",
  title: "Prompt and completion",
  version: "1",
  kinds: ["training_sample"],
  fields: [
    {
      from: "prompt | instruction | query | question | input",
      to: "input",
      note: "Text, or turns; `context` follows it after an empty line (Dolly).",
    },
    { from: "completion | response | answer | output", to: "output", note: "Text, or turns." },
    createdAtUse,
    unratedUse,
  ],
  scope: "row",
  detect: (sample) =>
    0.8 *
    shareOf(sample, (row) => {
      const keys = findKeys(row);
      return keys !== undefined && Object.keys(row).every((key) => key === keys[0] || key === keys[1] || known.test(key));
    }),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      const keys = findKeys(row.value);
      if (keys === undefined) return emit(reject(row, "", "keys", "The row has no prompt with a completion."));
      const [asked, answered] = keys.map((key) => unwrapTurns((row.value as Record<string, unknown>)[key]));
      const question = typeof asked === "string" && asText(row.value.context) ? `${asked}\n\n${row.value.context}` : asked;
      const prompt = toTurns(question, "user") ?? [];
      const answer = toTurns(answered, "assistant") ?? [];
      if (answer.at(-1)?.role !== "assistant") return emit(skip(row, "a prompt without an answer"));
      if (!isAnswer(answer.at(-1))) return emit(reject(row, `/${keys[1]}`, "answer", "The completion is empty."));
      const system = systemTurns(row.value.system ?? row.value.system_prompt);
      const { messages, ...flat } = toExample([...system, ...prompt, ...answer]);
      const isFlat = typeof question === "string" && typeof answered === "string" && system.length === 0;
      emit(toTrainingOutcome(context, row, { ...flat, messages: isFlat ? undefined : messages }));
    }),
};
