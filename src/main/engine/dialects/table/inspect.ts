import { isObject, toObject } from "../../base/json-value.ts";
import { isConversation } from "../conversation.ts";
import { type Dialect, eachRow, type MappingContext, type Outcome, type Proof } from "../dialect.ts";
import { type Turn, toText } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip, toUnit } from "../fields.ts";
import { getPrompt } from "../messages/conversation.ts";
import { fromOpenaiAnswer, fromOpenaiMessages } from "../messages/openai.ts";
import { toExecutionOutcome } from "../outcomes.ts";
import { isHarmName } from "../quality.ts";
import { type Instant, readTime } from "../times.ts";
import { readBoolean, readNumber, readText } from "../values.ts";

/**
 * Logs of Inspect: `.json`, and the entries of `.eval` archives (`samples/1_epoch_1.json`, with `header.json` beside them); formats.md B.2, B.3 12.
 * @see https://inspect.aisi.org.uk/eval-logs.html
 */
export const inspect: Dialect = {
  name: "inspect",
  title: "Inspect eval log",
  version: "2",
  kinds: ["engine_execution"],
  fields: [
    { from: "eval.model", to: "engine_id", note: "Not `output.model`, which is the provider's name of the version." },
    { from: "eval.task, samples[].id", to: "task_id", note: "Epochs share it." },
    { from: "samples[].started_at | events[0].timestamp | eval.created", to: "timestamp", unit: "ISO 8601" },
    { from: "samples[].input", to: "input", note: "The last turn of the user where it is a conversation." },
    { from: "samples[].output.completion | output.choices[0].message", to: "output" },
    { from: "samples[].messages", to: "messages", note: "`attachment://` pointers are replaced by what they point to." },
    {
      from: "samples[].working_time",
      to: "metrics.latency_ms",
      unit: "seconds",
      note: "Without waiting; `total_time` has it. Logs before March 2025 have neither: unknown.",
    },
    { from: "samples[].error", to: "metrics.success", note: "false where there is one; the log's own status is of the run." },
    {
      from: "samples[].scores (the first of which more is better)",
      to: "metrics.quality_score",
      note: 'C 1, P 0.5, I and N 0, true and yes 1, false and no 0, numbers within 0 and 1 as they are. "C" of the choice scorer means correct, not answer C.',
    },
    { from: "samples[].output.usage", to: "metrics.input_tokens, output_tokens", note: "Of the last call of the sample." },
  ],
  scope: "row",
  joins: true,
  detect(sample) {
    if (/\.eval\/(header|summaries|reductions|_journal\/.*)\.json$|\.eval\/_journal\//.test(sample.name)) return 0.96;
    return 0.97 * Math.max(shareOf(sample, isLog), shareOf(sample, isSample));
  },
  open: (context, emit) =>
    eachRow((row) => {
      if (!isObject(row.value)) return emit(isEntry(context.name) ? skip(row, "a part of the log") : rejectNoObject(row));
      const log = isLog(row.value) ? row.value : undefined;
      if (log === undefined && !isSample(row.value)) return emit(skip(row, "a part of the log"));
      const samples = log === undefined ? [row.value] : asList(log.samples).filter(isObject);
      if (samples.length === 0) return emit(skip(row, "a log without samples"));
      const header = log ?? findHeader(context);
      for (const sample of samples) emit(toOutcome(context, row.number, toObject(header?.eval), sample));
    }),
};

const isEntry = (name: string) => /\.eval\//.test(name);
const isLog = (row: Record<string, unknown>) => isObject(row.eval) && "model" in row.eval && "task" in row.eval;
const isSample = (row: Record<string, unknown>) =>
  "id" in row && "epoch" in row && "input" in row && "target" in row && ("output" in row || "messages" in row || "error" in row);

/** The header of the archive that the file is an entry of. */
function findHeader({ name, companions }: MappingContext) {
  const archive = name.slice(0, name.lastIndexOf("/samples/"));
  const headers = companions.filter(({ rows }) => isObject(rows[0]) && isLog(rows[0]));
  // An archive of a run that was killed has no header.json, and the one that is there is its last entry: _journal/start.json says the same.
  const own = headers.find((one) => one.name === `${archive}/header.json`) ?? headers.find((one) => one.name.startsWith(`${archive}/`));
  return toObject(own?.rows[0]);
}

function toOutcome(context: MappingContext, row: number, run: Record<string, unknown>, raw: Record<string, unknown>): Outcome {
  const attachments = toObject(raw.attachments);
  const sample = toObject(
    resolveAttachments({ input: raw.input, messages: raw.messages, output: raw.output, error: raw.error }, attachments),
  );
  const output = toObject(sample.output);
  const answer = fromOpenaiAnswer(output);
  const asked = isConversation(sample.input) ? fromOpenaiMessages(sample.input) : undefined;
  const error = isObject(sample.error) ? (readText(sample.error.message) ?? "error") : readText(sample.error);
  const usage = toObject(output.usage);
  const workingSeconds = readNumber(raw.working_time);
  const latency = workingSeconds === undefined ? undefined : Math.round(workingSeconds * 1e6) / 1e3;
  const id = readText(raw.uuid) ?? [run.run_id, raw.id, raw.epoch].map((part) => readText(part) ?? "").join(":");
  const { quality, proof } = readQuality(raw);
  const proofs: Proof[] =
    latency === undefined
      ? []
      : [{ from: "working_time", value: workingSeconds, to: "metrics.latency_ms", became: latency, because: "Inspect counts seconds" }];
  return toExecutionOutcome(
    context,
    { rows: [row], id, proofs: proof === undefined ? proofs : [...proofs, proof] },
    {
      trace_id: id,
      task_id: `${readText(run.task) ?? "task"}/${readText(raw.id) ?? ""}`,
      engine_id: readText(run.model),
      timestamp: findTime(raw, run),
      input: asked === undefined ? (asText(sample.input) ?? "") : getPrompt(asked),
      output: (asText(output.completion) ?? "") || toText(answer?.content),
      messages: toConversation(sample.messages, answer),
      status: error ?? readText(toObject(asList(output.choices)[0]).stop_reason),
      success: !raw.error,
      metrics: {
        latency_ms: latency,
        input_tokens: readNumber(usage.input_tokens),
        output_tokens: readNumber(usage.output_tokens),
        cached_input_tokens: readNumber(usage.input_tokens_cache_read),
        reasoning_tokens: readNumber(usage.reasoning_tokens),
        quality_score: quality,
      },
      tags: readNumber(raw.epoch) === undefined || raw.epoch === 1 ? undefined : [`epoch ${raw.epoch}`],
    },
  );
}

/** The turns of a sample; early logs keep the answer apart. */
function toConversation(messages: unknown, answer: Turn | undefined): Turn[] | undefined {
  const turns = fromOpenaiMessages(messages);
  if (answer !== undefined && turns.at(-1)?.role !== "assistant") turns.push(answer);
  return turns.length > 0 ? turns : undefined;
}

function findTime(sample: Record<string, unknown>, run: Record<string, unknown>): Instant | undefined {
  const event = toObject(asList(sample.events)[0] ?? asList(toObject(sample.transcript).events)[0]);
  for (const value of [sample.started_at, event.timestamp, run.created]) {
    const time = typeof value === "string" ? readTime(value) : undefined;
    if (time !== undefined) return time;
  }
  return undefined;
}

const verdicts: Record<string, number> = { C: 1, P: 0.5, I: 0, N: 0 };

/** As Inspect's own `value_to_float` reads it. */
function readVerdict(text: string): number | undefined {
  if (Object.hasOwn(verdicts, text)) return verdicts[text];
  const truth = /^(yes|true|no|false)$/i.test(text) ? readBoolean(text) : undefined;
  return truth === undefined ? toUnit(readNumber(text), 0, 1) : Number(truth);
}

/** The score of the first scorer; logs of 2024 have one `score`. */
function readQuality(sample: Record<string, unknown>): { quality?: number | undefined; proof?: Proof } {
  const scores = isObject(sample.scores) ? Object.entries(sample.scores).filter(([scorer]) => !isHarmName(scorer)) : [];
  const [name, score] = scores[0] ?? ["score", sample.score];
  const value = toObject(score).value;
  const quality =
    typeof value === "boolean" ? Number(value) : typeof value === "string" ? readVerdict(value) : toUnit(readNumber(value), 0, 1);
  if (quality === undefined) return {};
  const from = scores.length > 0 ? `scores.${name}.value` : "score.value";
  return {
    quality,
    proof: { from, value, to: "metrics.quality_score", became: quality, because: "C is correct, P partial, I incorrect, N no answer" },
  };
}

/** Replaces pointers to texts that the log keeps once. */
function resolveAttachments(value: unknown, attachments: Record<string, unknown>): unknown {
  if (typeof value === "string") {
    const hash = /^attachment:\/\/(\w+)$/.exec(value)?.[1];
    return hash !== undefined && Object.hasOwn(attachments, hash) ? attachments[hash] : value;
  }
  if (Array.isArray(value)) return value.map((one) => resolveAttachments(one, attachments));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveAttachments(one, attachments)]));
}
