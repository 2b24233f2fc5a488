import { isObject, toObject } from "../../base/json-value.ts";
import { type Dialect, eachRow, type MappingContext, type Outcome, type Row } from "../dialect.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, reject, rejectNoObject, skip } from "../fields.ts";
import { toComparisonOutcome } from "../outcomes.ts";
import { readText, unwrapJson } from "../values.ts";

/**
 * Pairwise annotations of Label Studio, exported as JSON (a task with its annotations) or JSON-MIN (an annotation a row, between the fields of its
 * task); formats.md B.2, B.3 15. JSON-MIN leaves `unique_id` out, so the same annotation in both is two comparisons.
 * @see https://labelstud.io/tags/pairwise, https://labelstud.io/guide/export (JSON_MIN)
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
    {
      from: "(a field of the row).selected",
      to: "winner",
      note: "JSON-MIN: the field is named like the tag, often `comparison`; a list of one.",
    },
    { from: "annotations[].was_cancelled", to: "(nothing)", note: "A cancelled annotation, or one without a result, is no verdict." },
    { from: "annotations[].lead_time", to: "(nothing)", note: "Seconds of a person's work: no latency of an engine." },
  ],
  scope: "row",
  detect: (sample) =>
    Math.max(0.96 * shareOf(sample, (row) => isTask(row) || readMinimal(row) !== undefined), 0.6 * shareOf(sample, isBareTask)),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      const minimal = readMinimal(row.value);
      if (minimal !== undefined) return emit(toMinimalOutcome(context, row, minimal));
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
        return toVerdict(context, row, { name, texts, selected });
      });
      for (const outcome of outcomes) emit(outcome);
    }),
};

type Raw = Record<string, unknown>;
type Side = "left" | "right";
type Texts = NonNullable<ReturnType<typeof findTexts>>;

const toVerdict = (context: MappingContext, row: Row, { name, texts, selected }: { name: string; texts: Texts; selected: Side }): Outcome =>
  toComparisonOutcome(
    context,
    { rows: [row.number], id: name },
    {
      comparison_id: name,
      query: texts.question,
      candidates: texts.answers.map((output, side) => ({ engine_id: side === 0 ? "left" : "right", output })),
      winner: { position: selected === "left" ? 0 : 1, score: 1 },
    },
  );

/** A row of JSON-MIN: the fields of the task, and of its annotation. */
interface Minimal {
  data: Raw;
  id: string | undefined;
  selected: Side;
}

/** undefined for other rows, and for annotations that are no pairwise ones. */
function readMinimal({
  id: _,
  annotation_id,
  annotator,
  created_at,
  updated_at,
  lead_time,
  agreement: _agreement,
  ...rest
}: Raw): Minimal | undefined {
  const isOne =
    annotation_id !== undefined && (annotator !== undefined || lead_time !== undefined) && (created_at ?? updated_at) !== undefined;
  if (!isOne) return undefined;
  for (const [key, value] of Object.entries(rest)) {
    const selected = readSelected(value);
    if (selected === undefined) continue;
    const { [key]: _verdict, ...data } = rest;
    return { data, id: readText(annotation_id), selected };
  }
  return undefined;
}

/** Of a list of one verdict, which is JSON text in a table. */
function readSelected(value: unknown): Side | undefined {
  const inner = unwrapJson(value);
  const { selected } = toObject(Array.isArray(inner) ? inner[0] : inner);
  return selected === "left" || selected === "right" ? selected : undefined;
}

function toMinimalOutcome(context: MappingContext, row: Row, { data, id, selected }: Minimal): Outcome {
  const texts = findTexts(data);
  if (texts === undefined) return reject(row, "", "texts", "The task has no two texts to compare.");
  return toVerdict(context, row, { name: id ?? String(row.number), texts, selected });
}

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
