import { isObject } from "../../base/json-value.ts";
import { toTurns } from "../conversation.ts";
import type { Dialect, MappingContext, Outcome, Row } from "../dialect.ts";
import { digest, type Turn } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, reject, rejectNoObject, skip, toUnit } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { askedEngineUse, askedTimeUse, findBest, toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { readNumber, readText } from "../values.ts";

/**
 * NVIDIA's HelpSteer: rated answers (HelpSteer, HelpSteer2, the regression rows of SteerLM) and preferences (HelpSteer2, HelpSteer3);
 * formats.md B.2.
 * @see https://huggingface.co/datasets/nvidia/HelpSteer3
 */
export const helpSteer: Dialect = {
  name: "helpsteer",
  title: "HelpSteer ratings and preferences",
  version: "2",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    {
      from: "context | prompt | text",
      to: "input | query, messages",
      note: "`text` holds the whole conversation between template tokens.",
    },
    { from: "response | response1, response2 | (the last answer of text)", to: "output" },
    {
      from: "helpfulness | label[4]",
      to: "metrics.quality_score",
      note: "Out of 4. Labels are quality, toxicity, humor, creativity, helpfulness, correctness, coherence, complexity, verbosity; −100 is not rated.",
    },
    {
      from: "rows of one prompt",
      to: "candidates",
      note: 'The more helpful answer wins, equal is a tie. Engines are not known: "response 1", "response 2", ….',
    },
    {
      from: "overall_preference | preference_strength",
      to: "winner",
      note: "−3 to 3, below 0 for the first. The score is 0.5 + strength / 6; 0 is a tie and names no winner.",
    },
    { from: "domain, language", to: "tags" },
    askedEngineUse,
    askedTimeUse,
  ],
  scope: "file",
  detect: (sample) => 0.96 * shareOf(sample, (row) => isPreference(row) || isRated(row) || isLabelled(row)),
  open(context, emit) {
    const groups = new Map<string, { rated: Rated; row: number }[]>();
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        if (isPreference(row.value)) return emit(toPreference(context, row, row.value));
        const rated = isRated(row.value) ? readRated(row.value) : isLabelled(row.value) ? readLabelled(row.value) : null;
        if (rated === null) return emit(reject(row, "", "keys", "The row has neither a rated answer nor a preference."));
        emit(toRated(context, row, rated));
        const group = groups.get(rated.key);
        if (group === undefined) groups.set(rated.key, [{ rated, row: row.number }]);
        else group.push({ rated, row: row.number });
      },
      end() {
        for (const [key, group] of groups) if (group.length > 1) emit(toJoint(context, key, group));
      },
    };
  },
};

type Raw = Record<string, unknown>;

/** HelpSteer3 and HelpSteer2 spell them differently. */
const answersOf = (row: Raw) => [row.response1 ?? row.response_1, row.response2 ?? row.response_2];
const isPreference = (row: Raw) =>
  ("overall_preference" in row || "preference_strength" in row) && answersOf(row).every((one) => typeof one === "string");
const isRated = (row: Raw) =>
  typeof row.prompt === "string" && typeof row.response === "string" && "helpfulness" in row && "verbosity" in row;
const isLabelled = (row: Raw) => typeof row.text === "string" && Array.isArray(row.label) && row.label.length === 9;

interface Rated {
  /** What the answers of one prompt have in common. */
  key: string;
  turns: Turn[];
  output: string;
  quality: number | undefined;
  from: string;
  value: unknown;
}

function readRated({ prompt, response, helpfulness }: Raw): Rated {
  const question = asText(prompt) ?? "";
  const quality = toUnit(readNumber(helpfulness), 0, 4);
  return { key: question, turns: toPrompt(question), output: asText(response) ?? "", quality, from: "helpfulness", value: helpfulness };
}

/** SteerLM: `<extra_id_0>System…<extra_id_1>User…<extra_id_1>Assistant…<extra_id_2>`. */
function readLabelled({ text, label }: Raw): Rated | null {
  const mark = "<extra_id_1>Assistant\n";
  const at = asText(text)?.lastIndexOf(mark) ?? -1;
  if (typeof text !== "string" || at < 0) return null;
  const value = asList(label)[4];
  return {
    key: text.slice(0, at),
    turns: toPrompt(text.slice(0, at)),
    output: text
      .slice(at + mark.length)
      .replace(/\n?<extra_id_[12]>\s*$/, "")
      .trim(),
    quality: toUnit(readNumber(value), 0, 4),
    from: "label[4]",
    value,
  };
}

/** HelpSteer2 puts several turns into the prompt, between template tokens. */
function toPrompt(text: string): Turn[] {
  const parts = text.split(/<extra_id_[01]>(System|User|Assistant)\n/);
  if (parts.length === 1) return [{ role: "user", content: text }];
  const turns: Turn[] = (parts[0] as string).trim() === "" ? [] : [{ role: "user", content: (parts[0] as string).trim() }];
  for (let i = 1; i + 1 < parts.length; i += 2) {
    const content = (parts[i + 1] as string).trim();
    if (content !== "") turns.push({ role: (parts[i] as string).toLowerCase(), content });
  }
  return turns;
}

function toRated(context: MappingContext, row: Row, { turns, output, quality, from, value }: Rated): Outcome {
  return toExecutionOutcome(
    context,
    {
      rows: [row.number],
      proofs:
        quality === undefined
          ? []
          : [{ from, value, to: "metrics.quality_score", became: quality, because: "HelpSteer rates from 0 to 4" }],
    },
    {
      trace_id: digest(row.value),
      engine_id: undefined,
      timestamp: undefined,
      input: getPrompt(turns),
      output,
      messages: turns.length > 1 ? [...turns, { role: "assistant", content: output }] : undefined,
      success: true,
      metrics: { quality_score: quality },
    },
  );
}

function toJoint(context: MappingContext, key: string, group: readonly { rated: Rated; row: number }[]): Outcome {
  const best = findBest(group.map(({ rated }) => rated.quality));
  const turns = group[0]?.rated.turns ?? [];
  return toComparisonOutcome(
    context,
    { rows: group.map(({ row }) => row) },
    {
      comparison_id: digest([key, group.map(({ rated }) => rated.output)]),
      query: getPrompt(turns),
      messages: turns.length > 1 ? turns : undefined,
      candidates: group.map(({ rated }, i) => ({
        engine_id: `response ${i + 1}`,
        output: rated.output,
        messages: turns.length > 1 ? [{ role: "assistant", content: rated.output }] : undefined,
        metrics: { quality_score: rated.quality },
      })),
      winner: best === undefined ? undefined : { position: best, score: group[best]?.rated.quality as number },
    },
  );
}

function toPreference(context: MappingContext, row: Row, value: Raw): Outcome {
  const strength = readNumber(value.overall_preference ?? value.preference_strength);
  if (strength === undefined) return skip(row, "a pair without a preference");
  if (!(Math.abs(strength) <= 3))
    return reject(row, "/overall_preference", "range", `The preference is ${strength}; it goes from -3 to 3.`);
  const turns = toTurns(value.context ?? value.prompt) ?? toPrompt(asText(value.context ?? value.prompt) ?? "");
  const isChat = turns.length > 1;
  const tags = [value.domain, value.language].map(readText).filter((tag) => tag !== undefined);
  return toComparisonOutcome(
    context,
    { rows: [row.number] },
    {
      comparison_id: digest(value),
      query: getPrompt(turns),
      messages: isChat ? turns : undefined,
      candidates: answersOf(value).map((answer, i) => ({
        engine_id: `response ${i + 1}`,
        output: asText(answer) ?? "",
        messages: isChat ? [{ role: "assistant", content: asText(answer) ?? "" }] : undefined,
      })),
      winner: strength === 0 ? undefined : { position: strength < 0 ? 0 : 1, score: 0.5 + Math.abs(strength) / 6 },
      tags: tags.length > 0 ? tags : undefined,
    },
  );
}
