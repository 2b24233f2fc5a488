import { isObject, toObject } from "../../base/json-value.ts";
import { type Dialect, eachRow } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asJsonList, asText, reject, rejectNoObject, toUnit } from "../fields.ts";
import { findBest, toComparisonOutcome } from "../outcomes.ts";
import { readNumber, readText } from "../values.ts";

/**
 * Four answers a prompt with ratings of four aspects; formats.md 5.4.
 * @see https://github.com/OpenBMB/UltraFeedback
 */
export const ultraFeedback: Dialect = {
  name: "ultrafeedback",
  title: "UltraFeedback",
  version: "1",
  kinds: ["comparison_result"],
  fields: [
    { from: "instruction", to: "query" },
    { from: "completions[].model", to: "candidates[].engine_id" },
    { from: "completions[].response", to: "candidates[].output" },
    {
      from: "completions[].annotations.*.Rating",
      to: "candidates[].metrics.quality_score",
      note: 'Mean of those that are numbers, often as text, from 1 to 5: (mean − 1) / 4. Without any: unknown. "N/A" is none.',
    },
    { from: "completions[].overall_score", to: "(nothing)", note: "Some of its 10 were 1; see fix_overall_score_issue.py there." },
    { from: "(the highest quality)", to: "winner", note: "Equal at the top is a tie." },
    { from: "source", to: "tags" },
  ],
  scope: "row",
  detect: (sample) =>
    0.96 * shareOf(sample, (row) => "instruction" in row && asJsonList(row.completions).some((one) => isObject(one) && "response" in one)),
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(rejectNoObject(row));
      const { instruction, completions, source } = row.value;
      const candidates = asJsonList(completions).map((raw) => {
        const { model, response, annotations } = toObject(raw);
        return {
          engine_id: readText(model) ?? "unknown",
          output: asText(response) ?? "",
          metrics: { quality_score: toQuality(annotations) },
        };
      });
      if (candidates.length < 2) return emit(reject(row, "/completions", "completions", "There are no two answers to compare."));
      const best = findBest(candidates.map(({ metrics }) => metrics.quality_score));
      const tag = readText(source);
      emit(
        toComparisonOutcome(
          context,
          { rows: [row.number] },
          {
            comparison_id: digest(row.value),
            query: asText(instruction) ?? "",
            candidates,
            winner: best === undefined ? undefined : { position: best, score: candidates[best]?.metrics.quality_score as number },
            tags: tag === undefined ? undefined : [tag.slice(0, 200)],
          },
        ),
      );
    }),
};

const aspects = ["helpfulness", "honesty", "instruction_following", "truthfulness"];

function toQuality(annotations: unknown): number | undefined {
  const ratings = aspects
    .map((aspect) => {
      const annotation = toObject(annotations)[aspect];
      return readNumber(toObject(Array.isArray(annotation) ? annotation[0] : annotation).Rating);
    })
    .filter((rating) => rating !== undefined);
  return ratings.length === 0 ? undefined : toUnit(ratings.reduce((sum, one) => sum + one, 0) / ratings.length, 1, 5);
}
