import Type, { type TSchema } from "typebox";
import {
  ComparisonFilter,
  comparingProcedures,
  comparisonInWords,
  comparisonProcedures,
  ExecutionFilter,
  executionProcedures,
  failuresHeadline,
  type Input,
  objectiveProcedures,
  objectivesInWords,
  tiers,
  whyInWords,
  whyProcedures,
  windowProcedures,
  windowsMethod,
  windowsNotes,
  winRateProcedures,
  winRatesInWords,
} from "../../../contract/index.ts";
import type { Reader } from "../../engine/index.ts";
import { cursor, defaultLimit, limit, maxTextCharacters, object, shorten } from "./question.ts";
import type { ToolDescription } from "./stdio-server.ts";

/** What the model behind a client may ask, each from the contract's query of that name where there is one. */

function pick<Properties extends object, Name extends keyof Properties>(
  properties: Properties,
  names: readonly Name[],
): Pick<Properties, Name> {
  return Object.fromEntries(names.map((name) => [name, properties[name]])) as Pick<Properties, Name>;
}

const { engines } = ComparisonFilter.properties;
const comparisonFilter = pick(ComparisonFilter.properties, ["engines", "hasWinner", "minScore", "maxScore", "reviewed"]);
const { text: _, ...executionFilter } = ExecutionFilter.properties;
const { sort } = executionProcedures["executions.list"].input.properties;

interface Question extends ToolDescription {
  ask(reader: Reader, input: never): Promise<unknown>;
}

/** @param ask answers with what is sent as JSON. */
function question<Input>(
  name: string,
  description: string,
  inputSchema: TSchema,
  ask: (reader: Reader, input: Input) => Promise<unknown>,
): Question {
  return { name, description, inputSchema: inputSchema as unknown as ToolDescription["inputSchema"], readOnly: true, ask };
}

export const questions: readonly Question[] = [
  question<{ engines?: string[] }>(
    "stats",
    "Latency percentiles, success, quality and cost by engine, exact, from all recorded executions.",
    object({ engines }),
    (reader, { engines: some }) =>
      reader.stats({ ...(some && { engines: some }), successfulOnly: true, percentiles: [50, 95, 99], includeCompared: true }),
  ),
  question<Input<"engines.objectives">>(
    "objectives",
    "Whether engines meet the objectives of assay.config.json (latency, success, quality), with intervals, error budgets, burn rates and goodput.",
    objectiveProcedures["engines.objectives"].input,
    async (reader, input) => {
      const report = await reader.objectives(input);
      return { sentences: objectivesInWords(report), ...report };
    },
  ),
  question<{ a: { engine: string }; b: { engine: string } }>(
    "compare",
    "Two engines, or two periods of one (fromS, toS in Unix seconds), against each other: which is slower, worse or better, with intervals, on all executions and on the tasks that they share.",
    object(pick(comparingProcedures["engines.compare"].input.properties, ["a", "b"])),
    async (reader, sides) => {
      const answer = await reader.compareEngines({ ...sides, successfulOnly: false });
      return { sentences: comparisonInWords(answer), ...answer };
    },
  ),
  question<Input<"engines.why">>(
    "why_slow",
    "What the slowest executions (from a percentile on, 95 by default, or from overMs on) go with, against the others, of one engine or of all: tokens, status, tag, source, hour and more, with intervals. Correlation, no cause.",
    whyProcedures["engines.why"].input,
    async (reader, input) => {
      const answer = await reader.whySlow(input);
      return { sentences: whyInWords(answer), ...answer };
    },
  ),
  question<Input<"engines.failures">>(
    "failures",
    "Which executions fail, of one engine or of all: status values with counts, first and last time and engines, and success over time, with intervals.",
    whyProcedures["engines.failures"].input,
    async (reader, input) => {
      const answer = await reader.failures(input);
      return { sentences: [failuresHeadline(answer)], ...answer };
    },
  ),
  question<Pick<Input<"engines.windows">, "fromS" | "toS" | "engines">>(
    "windows",
    "Windows of statistics by time of arrival, merged, beside the exact numbers: counts and averages exactly, percentiles as estimates.",
    object(pick(windowProcedures["engines.windows"].input.properties, ["fromS", "toS", "engines"])),
    async (reader, input) => {
      const answer = await reader.windows(input);
      return { sentences: [windowsMethod, ...windowsNotes(answer)], ...answer };
    },
  ),
  question<{ filter?: object; sort?: "newest"; cursor?: string; limit?: number }>(
    "executions_list",
    "Recorded executions of engines, a page at a time, with the beginnings of input and output.",
    object({ filter: Type.Optional(object(executionFilter)), sort: Type.Optional(sort), cursor, limit: limit(100) }),
    (reader, { filter = {}, sort: order = "newest", limit: count = defaultLimit, ...more }) =>
      reader.executions.list({ filter, sort: order, limit: count, ...more }),
  ),
  question<{ offset: number }>(
    "executions_get",
    "One execution as its record says, by the offset that executions_list gives.",
    executionProcedures["executions.get"].input,
    async (reader, { offset }) => {
      const record = await reader.execution(offset);
      return { ...record, raw: shorten(record.raw) };
    },
  ),
  question<{ filter?: object; cursor?: string; limit?: number }>(
    "comparisons_list",
    "Comparisons of rival answers to one query, a page at a time, with the recorded winner and what was decided.",
    object({ filter: Type.Optional(object(comparisonFilter)), cursor, limit: limit(100) }),
    (reader, { filter = {}, limit: count = defaultLimit, ...more }) => reader.comparisons({ filter, limit: count, ...more }),
  ),
  question<{ key: string }>(
    "comparisons_get",
    "One comparison whole: query, every candidate's answer and metrics, the recorded winner, and what was decided, by its key.",
    comparisonProcedures["comparisons.get"].input,
    async (reader, { key }) => {
      const { raw: _raw, messages, candidates, query, ...rest } = await reader.comparison(key);
      return {
        ...rest,
        query: shorten(query),
        ...(messages === undefined ? {} : { conversation: shorten(JSON.stringify(messages)) }),
        candidates: candidates.map(({ messages: turns, output, ...candidate }) => ({
          ...candidate,
          output: shorten(output),
          ...(turns === undefined ? {} : { conversation: shorten(JSON.stringify(turns)) }),
        })),
      };
    },
  ),
  question<{ tier?: (typeof tiers)[number]; skip?: number; limit?: number }>(
    "samples_list",
    "Samples of the dataset, in the order of its file.",
    object({
      tier: Type.Optional(Type.Union(tiers.map((tier) => Type.Literal(tier)))),
      skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000, description: "How many to leave out." })),
      limit: limit(50),
    }),
    async (reader, { tier, skip = 0, limit: count = defaultLimit }) => {
      const samples: unknown[] = [];
      let at = 0;
      for await (const line of reader.samples(tier === undefined ? {} : { tiers: [tier] })) {
        if (at++ < skip) continue;
        if (samples.length >= count) return { samples, next_skip: skip + count };
        samples.push(line.length <= maxTextCharacters ? JSON.parse(line) : { line: shorten(line) });
      }
      return { samples, next_skip: null };
    },
  ),
  question(
    "fairness",
    "How fairly people, agents and the recorded judge choose (position, length, format), and how far people and judge agree.",
    object({}),
    (reader) => reader.judgingReport(),
  ),
  question<Input<"engines.winRates">>(
    "win_rates",
    "Bradley-Terry ratings and win rates of engines from comparisons, by recorded winners, people's decisions or automatic ones, with intervals; style: at equal length and format.",
    winRateProcedures["engines.winRates"].input,
    async (reader, input) => {
      const rates = await reader.winRates(input);
      return { sentences: winRatesInWords(rates), ...rates };
    },
  ),
];

const maxDecisions = 100;

export const decideTool: ToolDescription = {
  name: "decide",
  description:
    "Decides about comparisons, each as a step of undo of its own. Decisions are an agent's: they never count as a person's review. " +
    "Each names its comparison by key or comparison_id, and an action: promote (candidate, tier), reject, clear, winner (candidate), tie, all_bad, skip, " +
    "note (note), rank (ranking), edit (candidate, tier, output), flag, unflag, reasons (reasons), tag (tags), undo, redo.",
  inputSchema: object({
    decisions: Type.Array(Type.Object({ action: Type.String() }), { minItems: 1, maxItems: maxDecisions }),
  }) as unknown as ToolDescription["inputSchema"],
  readOnly: false,
};
