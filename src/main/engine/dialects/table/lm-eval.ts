import { isObject, toObject } from "../../base/json-value.ts";
import type { Companion, Dialect, MappingContext } from "../dialect.ts";
import { digest } from "../drafts.ts";
import { shareOf } from "../executions.ts";
import { asList, asText, rejectNoObject, skip, toUnit } from "../fields.ts";
import { askedEngineUse, askedTimeUse, findBest, toComparisonOutcome, toExecutionOutcome } from "../outcomes.ts";
import { isHarmName } from "../quality.ts";
import { guessUnit, type Instant, readTime } from "../times.ts";
import { readBoolean, readNumber, readText } from "../values.ts";

/**
 * Samples of lm-evaluation-harness (`--log_samples`), with the results file beside them; formats.md B.2.
 * @see https://github.com/EleutherAI/lm-evaluation-harness/blob/main/lm_eval/loggers/evaluation_tracker.py
 */
export const lmEval: Dialect = {
  name: "lm-eval",
  title: "lm-evaluation-harness samples",
  version: "2",
  kinds: ["engine_execution", "comparison_result"],
  fields: [
    { from: "results_*.json: model_name", to: "engine_id", note: "Of the results file with the same time in its name." },
    { from: "results_*.json: date", to: "timestamp", unit: "seconds", note: "Of the whole run." },
    askedEngineUse,
    askedTimeUse,
    { from: "doc_id", to: "task_id", note: "Behind the name of the task, which is in the file's name." },
    { from: "arguments.gen_args_0.arg_0 | arguments[0][0]", to: "input" },
    {
      from: "resps[0][0]",
      to: "output",
      note: "Before filters. Where only likelihoods were measured: the continuation with the highest.",
    },
    {
      from: "(the key that `metrics[0]` names, else acc, exact_match, …)",
      to: "metrics.quality_score",
      note: "Where it is within 0 and 1; true is 1. Not perplexities, error rates and others of which less is better.",
    },
    {
      from: "prompt_hash, filter",
      to: "candidates",
      note: "Of several samples files imported together, of different engines. The file whose name comes first carries the comparison.",
    },
  ],
  scope: "row",
  joins: true,
  detect(sample) {
    if (shareOf(sample, isSummary) === 1) return 0.95;
    return 0.97 * shareOf(sample, isSample);
  },
  open(context, emit) {
    const { engine, time } = findRun(context.name, context.companions);
    const rivals = findRivals(context, engine);
    return {
      row(row) {
        if (!isObject(row.value)) return emit(rejectNoObject(row));
        if (!isSample(row.value)) return emit(skip(row, "totals of a run"));
        const own = readSample(row.value);
        const id = digest([engine ?? context.answers.engine_id ?? "", row.value]);
        emit(
          toExecutionOutcome(
            context,
            { rows: [row.number] },
            {
              trace_id: id,
              task_id: `${taskOf(context.name)}/${readText(row.value.doc_id) ?? own.key}`,
              engine_id: engine,
              timestamp: time,
              input: own.input,
              output: own.output,
              success: true,
              metrics: { quality_score: own.quality },
              tags: own.filter === "none" ? undefined : [`filter: ${own.filter}`],
            },
          ),
        );
        const others = rivals.flatMap((rival) => rival.get(own.key) ?? []);
        // The file whose name comes first makes the comparison.
        if (engine === undefined || others.length === 0 || others.some(({ name }) => name < context.name)) return;
        const all = [{ ...own, engine }, ...others];
        const best = findBest(all.map(({ quality }) => quality));
        emit(
          toComparisonOutcome(
            context,
            { rows: [row.number] },
            {
              comparison_id: digest([own.key, all.map((one) => one.engine)]),
              query: own.input,
              candidates: all.map((one) => ({ engine_id: one.engine, output: one.output, metrics: { quality_score: one.quality } })),
              winner: best === undefined ? undefined : { position: best, score: all[best]?.quality as number },
            },
          ),
        );
      },
      end: () => {},
    };
  },
};

const isSample = (row: Record<string, unknown>) => "doc_id" in row && Array.isArray(row.resps) && ("doc" in row || "arguments" in row);

const isSummary = (row: Record<string, unknown>) =>
  isObject(row.results) && isObject(row.configs) && ("model_name" in row || "lm_eval_version" in row);

/** The time in `samples_TASK_TIME.jsonl` and `results_TIME.json`. */
const stampOf = (name: string) => /_(\d{4}-\d\d-\d\dT[\d-]+(?:\.\d+)?)\.jsonl?$/.exec(name)?.[1];
const taskOf = (name: string) => /samples_(.+?)(?:_\d{4}-\d\d-\d\dT[^/]*)?\.jsonl?$/.exec(name)?.[1] ?? name;

/** The engine and time of a samples file, out of the results file of its run. */
function findRun(name: string, companions: readonly Companion[]): { engine?: string; time?: Instant } {
  const summaries = companions.filter(({ rows }) => isObject(rows[0]) && isSummary(rows[0]));
  const own = summaries.find((one) => stampOf(one.name) === stampOf(name)) ?? (summaries.length === 1 ? summaries[0] : undefined);
  const summary = toObject(own?.rows[0]);
  const engine = readText(summary.model_name);
  const date = readNumber(summary.date);
  // Some releases write a clock that does not start in 1970.
  const time = date !== undefined && date > 1e9 && guessUnit(date) === "seconds" ? readTime(date, "seconds") : undefined;
  return { ...(engine === undefined ? {} : { engine }), ...(time === undefined ? {} : { time }) };
}

const commonMetrics = ["acc", "exact_match", "acc_norm", "em", "f1", "pass@1", "prompt_level_strict_acc"];

interface Answer {
  key: string;
  filter: string;
  input: string;
  output: string;
  quality: number | undefined;
}

function readSample(row: Record<string, unknown>): Answer {
  const requests = (isObject(row.arguments) ? Object.values(row.arguments) : asList(row.arguments)).map(toRequest);
  // Releases before 0.4.4 do not list their metrics.
  const named = asList(row.metrics).filter((one) => typeof one === "string");
  const metric = [...named, ...commonMetrics].find((one) => one in row && !isHarmName(one));
  const value = metric === undefined ? undefined : row[metric];
  const filter = asText(row.filter) ?? "none";
  const input = requests[0]?.input ?? "";
  return {
    key: JSON.stringify([readText(row.prompt_hash) ?? digest(input), readText(row.doc_hash), filter]),
    filter,
    input,
    output: findAnswer(asList(row.resps), requests),
    quality: typeof value === "boolean" ? Number(value) : toUnit(readNumber(value), 0, 1),
  };
}

/** `{arg_0, arg_1}`, or the same as a list. */
function toRequest(request: unknown): { input: string; continuation: string } {
  const [input, continuation] = isObject(request) ? [request.arg_0, request.arg_1] : asList(request);
  return { input: asText(input) ?? "", continuation: asText(continuation) ?? "" };
}

function findAnswer(resps: readonly unknown[], requests: readonly { continuation: string }[]): string {
  const likelihoods = resps.map(toLikelihood);
  // lmms-eval leaves the inner list out where it has one element.
  const [first] = resps.map((resp) => (typeof resp === "string" ? resp : asList(resp)[0]));
  if (typeof first === "string" && likelihoods[0] === undefined) return first;
  const known = likelihoods.filter((one) => one !== undefined);
  return known.length === 0 ? "" : (requests[likelihoods.indexOf(Math.max(...known))]?.continuation.trim() ?? "");
}

/** `[likelihood, is greedy]`, or that in a list; some releases write both as texts. */
function toLikelihood(resp: unknown): number | undefined {
  const [first, greedy] = asList(resp);
  if (Array.isArray(first)) return toLikelihood(first);
  return typeof first === "number" || readBoolean(greedy) !== undefined ? readNumber(first) : undefined;
}

/** The samples of other engines by key, a map a file. */
function findRivals(context: MappingContext, engine: string | undefined) {
  if (engine === undefined) return [];
  const task = taskOf(context.name);
  return context.companions
    .filter(({ name, rows }) => isObject(rows[0]) && isSample(rows[0]) && taskOf(name) === task)
    .map(({ name, rows }) => ({ name, rows, engine: findRun(name, context.companions).engine }))
    .filter((rival) => rival.engine !== undefined && rival.engine !== engine)
    .map((rival) => {
      const samples = new Map<string, Answer & { engine: string; name: string }>();
      for (const row of rival.rows) {
        if (!isObject(row) || !isSample(row)) continue;
        const answer = { ...readSample(row), engine: rival.engine as string, name: rival.name };
        if (!samples.has(answer.key)) samples.set(answer.key, answer);
      }
      return samples;
    });
}
