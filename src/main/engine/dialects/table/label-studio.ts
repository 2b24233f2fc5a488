import { isObject, toObject } from "../../base/json-value.ts";
import { type Dialect, eachRow, type Outcome } from "../dialect.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, reject, rejectNoObject, skip } from "../fields.ts";
import { toComparisonOutcome } from "../outcomes.ts";
import { readText } from "../values.ts";

/**
 * Pairwise annotations of Label Studio, exported as JSON; formats.md B.2, B.3 15.
 * @see https://labelstud.io/tags/pairwise
 */
export const labelStudio: Dialect = {
  name: "label-studio",
  title: "Label Studio pairwise annotations",
  version: "1",
  kinds: ["comparison_result"],
  fields: [
    {
      from: "data",
      to: "query, candidates[].output",
      note: "The project names its own fields: the question is `prompt`, `question`, `instruction` or the first text; the answers are the two whose names differ in a 1 and 2, a and b or left and right, else the two after it.",
    },
    {
      from: "annotations[].result[].value.selected",
      to: "winner",
      note: 'Of type pairwise: "left" is the first answer, "right" the second; they name the engines, too. Score 1.',
    },
    { from: "annotations[].was_cancelled", to: "(nothing)", note: "A cancelled annotation, or one without a result, is no verdict." },
    { from: "annotations[].lead_time", to: "(nothing)", note: "Seconds of a person's work: no latency of an engine." },
  ],
  scope: "row",
  detect: (sample) => Math.max(0.96 * shareOf(sample, isTask), 0.6 * shareOf(sample, isBareTask)),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      const { annotations, id } = row.value;
      const data = isObject(row.value.data) ? row.value.data : row.value;
      if (!Array.isArray(annotations) || annotations.length === 0) return emit(skip(row, "a task without an annotation"));
      const texts = findTexts(data);
      if (texts === undefined) return emit(reject(row, "/data", "texts", "The task has no two texts to compare."));
      const outcomes = annotations.map((raw, i): Outcome => {
        const annotation = toObject(raw);
        const result = asList(annotation.result).find((one) => isObject(one) && one.type === "pairwise");
        const selected = toObject(toObject(result).value).selected;
        if (annotation.was_cancelled === true || (selected !== "left" && selected !== "right"))
          return skip(row, "an annotation without a verdict");
        const name = readText(annotation.unique_id) ?? readText(annotation.id) ?? `${readText(id) ?? row.number}/${i + 1}`;
        return toComparisonOutcome(
          context,
          { rows: [row.number], id: name },
          {
            comparison_id: name,
            query: texts.question,
            candidates: texts.answers.map((output, side) => ({ engine_id: side === 0 ? "left" : "right", output })),
            winner: { position: selected === "left" ? 0 : 1, score: 1 },
          },
        );
      });
      for (const outcome of outcomes) emit(outcome);
    }),
};

type Raw = Record<string, unknown>;

const isTask = (row: Raw) =>
  isObject(row.data) && Array.isArray(row.annotations) && ("project" in row || "predictions" in row || "inner_id" in row);

/** A task before it was imported there. */
const isBareTask = (row: Raw) =>
  "prompt" in row &&
  Object.keys(row).length === 3 &&
  findTexts(row) !== undefined &&
  Object.keys(row).every((key) => /^prompt$|(1|2|_a|_b)$/.test(key));

const endings: [RegExp, string][] = [
  [/1$/, "2"],
  [/_?[aA]$/, "b"],
  [/left$/i, "right"],
];

function findTexts(data: Raw): { question: string; answers: [string, string] } | undefined {
  const texts = Object.entries(data).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  const pair = findPair(texts.map(([key]) => key));
  const question = texts.find(([key]) => /^(prompt|question|instruction|query)$/i.test(key)) ?? texts.find(([key]) => !pair?.includes(key));
  const rest = texts.filter((entry) => entry !== question);
  const [first, second] = pair ?? rest.map(([key]) => key);
  if (first === undefined || second === undefined) return undefined;
  return { question: question?.[1] ?? "", answers: [asText(data[first]) ?? "", asText(data[second]) ?? ""] };
}

/** Two names that differ in their ending alone: answer1 and answer2. */
function findPair(keys: readonly string[]): [string, string] | undefined {
  for (const key of keys) {
    for (const [ending, other] of endings) {
      if (!ending.test(key)) continue;
      const stem = key.replace(ending, "");
      const twin = keys.find((one) => one !== key && one.toLowerCase().startsWith(stem.toLowerCase()) && one.toLowerCase().endsWith(other));
      if (twin !== undefined) return [key, twin];
    }
  }
  return undefined;
}
