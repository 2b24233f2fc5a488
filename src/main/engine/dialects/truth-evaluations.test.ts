import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { convertRows, type ForeignFile, readForeign } from "../testing/convert-foreign.ts";
import { needs } from "../testing/needs.ts";
import { sharedData } from "../testing/shared-data.ts";
import type { Converted } from "./convert.ts";
import type { Dialect } from "./dialect.ts";
import { detectDialects } from "./dialects.ts";
import { evaluationDialects } from "./evaluations.ts";

const root = join(sharedData, "dialects");
const truthPath = join(root, "truth_evals.json");
const hasTruth = existsSync(truthPath);

/** What truth_evals.py counts, or what a better rule gives; each with its reason. */
interface Truth {
  records: Record<string, number>;
  engines?: Record<string, number>;
  candidates?: Record<string, number>;
  winner?: Record<string, number>;
  ties?: number;
  quality_score?: object;
  latency_ms?: object;
  success?: object;
  engine_success?: object;
  rows_with_unfilled_placeholders?: number;
  wanted_samples?: number;
}

/** Names of dialects by folder. */
const folders: Record<string, string> = {
  alpaca: "alpaca",
  arena_hard: "arena-hard",
  chat_messages: "chat-messages",
  helpsteer_steerlm: "helpsteer",
  hh_rlhf: "hh-rlhf",
  inspect: "inspect",
  kiln: "kiln",
  kto: "kto",
  label_studio: "label-studio",
  lm_eval: "lm-eval",
  mt_bench: "mt-bench",
  openai_evals: "openai-evals",
  preference: "preference",
  prompt_completion: "prompt-completion",
  promptfoo: "promptfoo",
  sharegpt: "sharegpt",
};

/** Where our rule is a better one than the script's, or its number is about something else. */
const byPrompt = {
  why: "by test and prompt text: answers to two prompts are no rivals (formats.md B.3 11); truth: 3 by test, all ties",
  truth: {
    records: { engine_execution: 12, comparison_result: 4, training_sample: 0 },
    candidates: { "2": 4 },
    winner: { "lookup-b": 4 },
  },
};
const betterRules: Record<string, { why: string; truth: Partial<Truth> }> = {
  "lm_eval/samples_math_perturbed_full_2026-01-21T03-44-18.458309.jsonl": {
    why: "the script gives its numbers by metric, and here is one metric: exact_match",
    truth: { quality_score: { n: 10, min: 0, max: 0, mean: 0 } },
  },
  "mt_bench/gpt-4_pair.phi-3.last5.jsonl": {
    why: "the script counts the engines of all 5 rows, and here are those of the 3 with a verdict",
    truth: { engines: { "phi-3": 3, "phi-3-dpo": 3 } },
  },
  "mt_bench/gpt-4_single.Llama-3-Griffin.30.jsonl": {
    why: "read together with the other single file, as the script does in `joint`",
    truth: {
      records: { engine_execution: 30, comparison_result: 30, training_sample: 0 },
      candidates: { "2": 30 },
      winner: { "Meta-Llama-3-8B-Instruct-Griffin": 2, "Meta-Llama-3-8B-Instruct-Normal": 27, tie: 1 },
    },
  },
  "promptfoo/GENERATED_echo_lookup.v2.json": byPrompt,
  "promptfoo/GENERATED_echo_lookup.v3.json": byPrompt,
  "promptfoo/GENERATED_echo_lookup.v3.jsonl": byPrompt,
  "promptfoo/GENERATED_echo_lookup.v3.csv": byPrompt,
};

const truths: [string, Truth][] = hasTruth ? Object.entries(JSON.parse(readFileSync(truthPath, "utf8")).files) : [];

needs.sharedData.describe("evaluations and datasets of ../shared/data/dialects", () => {
  const files = truths.filter(([path, { records }]) => folders[dirname(path)] !== undefined && records !== undefined);

  it.each(files)("%s comes in with the numbers of its truth", (path, truth) => {
    const better = { ...truth, ...betterRules[path]?.truth };
    expect(measure(convertFolder(root, path, folders[dirname(path)] as string), better)).toEqual(expected(better));
  });

  it("gives the same record for one run as .eval and as .json", () => {
    const [dialect] = evaluationDialects.filter(({ name }) => name === "inspect");
    const records = ["log_formats.eval", "log_formats.json"].map((name) => {
      const files = readForeign(join(root, "inspect", name));
      return files.flatMap((file) => convertRows(dialect as Dialect, file, { companions: files }).records.map(({ record }) => record));
    });
    for (const record of records.flat()) delete record.source;
    expect(records[0]).toHaveLength(1);
    expect(records[0]).toEqual(records[1]);
  });
});

const foreignRoot = join(sharedData, "foreign");
const foreign: [string, Truth & { dialect: string }][] = Object.entries(
  JSON.parse(readFileSync(join(import.meta.dirname, "truth", "foreign-evaluations.json"), "utf8")),
);

needs.sharedData.describe("evaluations of ../shared/data/foreign", () => {
  it.each(foreign)("%s comes in with the numbers of its truth", (path, truth) => {
    expect(measure(convertFolder(foreignRoot, path, truth.dialect), truth)).toEqual(expected(truth));
  });

  it("refuses rows that are lists", () => {
    const [file] = readForeign(join(foreignRoot, "bfcl_v4_pr", "aya.simple.rows_are_arrays.jsonl"));
    expect(detectDialects(file as ForeignFile)).toEqual([]);
  });
});

/** The records of a file, or of the files of an archive or folder, with all files of its folder beside it. */
function convertFolder(from: string, path: string, name: string): Converted[] {
  const dialect = evaluationDialects.find((one) => one.name === name);
  if (dialect === undefined) throw new Error(`no dialect ${name}`);
  const all = readForeign(join(from, dirname(path)));
  const ofArchive = all.filter((file) => file.name === basename(path) || file.name.startsWith(`${basename(path)}/`));
  // A truth about a folder is about all of its files.
  const own = ofArchive.length > 0 ? ofArchive : readForeign(join(from, path));
  const records: Converted[] = [];
  for (const file of own) {
    const companions = own.length > 1 ? own.filter((one) => one !== file) : all.filter((one) => one !== file);
    const answers = { engine_id: "engine asked for", timestamp: 1_700_000_000 };
    const conversion = convertRows(dialect, file, { answers, companions, fileTimeSeconds: 1_700_000_001 });
    records.push(...conversion.records);
    const [best] = detectDialects({ name: file.name, rows: file.rows.slice(0, 100) });
    if (conversion.records.length > 0 || own.length === 1) expect(best?.dialect.name).toBe(dialect.name);
  }
  return records;
}

/** The numbers of a truth that are about records. */
function expected(truth: Truth): object {
  const { records, engines, candidates, winner, quality_score, latency_ms, engine_success, success = engine_success } = truth;
  const { rows_with_unfilled_placeholders: placeholders, wanted_samples: wanted } = truth;
  return {
    records,
    ...defined({
      engines,
      candidates,
      winner: winner && withTies(winner, truth.ties),
      quality_score,
      latency_ms,
      success,
      placeholders,
      wanted,
    }),
  };
}

const withTies = (winner: Record<string, number>, ties = 0) => (ties > 0 ? { ...winner, tie: ties } : winner);

/** The same numbers of the records, as far as the truth has them. */
function measure(records: readonly Converted[], truth: Truth): object {
  const of = (kind: string) => records.filter((one) => one.kind === kind).map(({ record }) => record as never as Loose);
  const [executions, comparisons, samples] = [of("engine_execution"), of("comparison_result"), of("training_sample")];
  /** Kiln's rated runs are samples; not all of them are executions. */
  const qualities =
    samples.length > 0
      ? samples.filter(({ validation }) => validation.validated).map(({ validation }) => validation.quality_score)
      : executions.map(({ metrics }) => metrics.quality_score);
  const engines =
    executions.length > 0
      ? executions.map(({ engine_id }) => engine_id)
      : comparisons.flatMap(({ candidates }) => candidates.map(({ engine_id }) => engine_id));
  const known = engines.filter((engine) => !["chosen", "rejected", "engine asked for", "left", "right"].includes(engine));
  const { engines: hasEngines, candidates, winner, quality_score, latency_ms, engine_success, success = engine_success } = truth;
  return {
    records: { engine_execution: executions.length, comparison_result: comparisons.length, training_sample: samples.length },
    ...defined({
      engines: hasEngines && tally(known),
      candidates: candidates && tally(comparisons.map((one) => String(one.candidates.length))),
      winner: winner && tally(comparisons.map((one) => one.winner?.engine_id.replace(/#\d$/, "") ?? "tie")),
      quality_score: quality_score && spread(qualities, 6),
      latency_ms:
        latency_ms &&
        spread(
          executions.map(({ metrics }) => metrics.latency_ms),
          3,
        ),
      placeholders: truth.rows_with_unfilled_placeholders === undefined ? undefined : tagged(samples, "unfilled_placeholders"),
      wanted: truth.wanted_samples === undefined ? undefined : samples.length - tagged(samples, "unwanted"),
      success: success && {
        ok: executions.filter(({ metrics }) => metrics.success).length,
        failed: executions.filter(({ metrics }) => !metrics.success).length,
      },
    }),
  };
}

const tagged = (samples: readonly Loose[], tag: string) => samples.filter(({ tags }) => tags?.includes(tag)).length;

interface Loose {
  tags?: string[];
  engine_id: string;
  candidates: { engine_id: string }[];
  winner?: { engine_id: string };
  validation: { quality_score: number; validated: boolean };
  metrics: { quality_score?: number; latency_ms?: number; success?: boolean };
}

const defined = (object: object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function spread(values: readonly (number | undefined)[], digits: number): object {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return { n: 0 };
  const round = (value: number) => Math.round(value * 10 ** digits) / 10 ** digits;
  const [min, max] = [Math.min(...known), Math.max(...known)];
  return {
    n: known.length,
    min: digits === 3 ? round(min) : min,
    max: digits === 3 ? round(max) : max,
    mean: round(known.reduce((sum, one) => sum + one, 0) / known.length),
  };
}
