import Type, { type Static } from "typebox";
import { ErrorValue } from "./errors.ts";
import { maxObjectives, Objective } from "./objectives.ts";
import { nullable, strictObject } from "./shapes.ts";

/** `assay.config.json`. Every key is optional in the file; `defaultConfig` supplies the rest. */

const filename = (standard: string) =>
  Type.String({
    default: standard,
    pattern: "^(?!\\.)[^/\\\\\\u0000-\\u001f]+\\.jsonl$",
    maxLength: 128,
    title: "File name",
    description: "File name only, ending in .jsonl; the file is in the output folder.",
  });

const collecting = (standard: { filename: string; bufferSize: number; autoFlushSeconds: number }) =>
  strictObject({
    enabled: Type.Boolean({
      default: true,
      title: "Enabled",
      description: "Accept records of this type.",
    }),
    filename: filename(standard.filename),
    buffer_size: Type.Integer({
      default: standard.bufferSize,
      minimum: 1,
      maximum: 1_000_000,
      title: "Buffer size",
      description: "Records buffered before a flush. Unit: records.",
    }),
    auto_flush_seconds: Type.Number({
      default: standard.autoFlushSeconds,
      minimum: 0.01,
      maximum: 3600,
      title: "Flush interval",
      description: "Longest time that a record stays in the buffer. Unit: seconds.",
    }),
  });

const percent = (title: string, standard: number) =>
  Type.Number({
    default: standard,
    minimum: 0,
    maximum: 1,
    title,
    description: "A winner with at least this score becomes a sample of this tier. Unit: none; 0 to 1.",
  });

const windowMinutes = Type.Number({
  default: 5,
  minimum: 0.01,
  maximum: 1440,
  title: "Window",
  description: "Length of one aggregation window. Unit: minutes.",
});

export const Config = strictObject({
  version: Type.Literal("1", { default: "1", title: "Config version", description: "Format of this file. Assay rejects newer ones." }),
  json_engine: strictObject({
    schema_version: Type.Literal("v1", {
      default: "v1",
      title: "Schema version",
      description: "Folder of schemas/ that records are checked against.",
    }),
    strict_validation: Type.Boolean({
      default: true,
      title: "Strict validation",
      description:
        "Off: well-formed records that break the schema are kept and counted as invalid_accepted. Malformed JSON is always quarantined.",
    }),
    output: strictObject({
      base_path: Type.String({
        default: "output",
        minLength: 1,
        maxLength: 512,
        title: "Output folder",
        description: "Where the JSONL files are. A relative path; must be inside the workspace.",
      }),
      channels: strictObject({
        events: collecting({ filename: "events.jsonl", bufferSize: 500, autoFlushSeconds: 2 }),
        comparisons: collecting({ filename: "comparisons.jsonl", bufferSize: 100, autoFlushSeconds: 2 }),
        training_samples: collecting({ filename: "training_samples.jsonl", bufferSize: 50, autoFlushSeconds: 2 }),
        aggregated_stats: strictObject({
          enabled: Type.Boolean({ default: true, title: "Enabled", description: "Write closed windows." }),
          filename: filename("aggregated_stats.jsonl"),
          window_minutes: windowMinutes,
        }),
      }),
    }),
    aggregation: strictObject({
      enabled: Type.Boolean({ default: true, title: "Enabled", description: "Aggregate arriving executions into windows." }),
      window_minutes: windowMinutes,
      compute_percentiles: Type.Array(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 100 }), {
        default: [50, 95, 99],
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
        title: "Percentiles",
        description: "Latency percentiles to compute. Unit: percent, more than 0 and less than 100.",
      }),
    }),
    training: strictObject({
      auto_generate_samples: Type.Boolean({
        default: false,
        title: "Generate samples",
        description: "Automatically turn comparisons with a winner at or above a threshold into samples.",
      }),
      gold_threshold: percent("Gold threshold", 0.9),
      silver_threshold: percent("Silver threshold", 0.75),
      bronze_threshold: percent("Bronze threshold", 0.5),
    }),
  }),
  review: strictObject({
    reasons: Type.String({
      default: "incorrect, incomplete, off topic, unsafe, badly formatted, too long, refusal",
      maxLength: 2000,
      pattern: "^\\P{Cc}*$",
      title: "Reasons",
      description: "Reason codes that reviewers choose from, separated by commas.",
    }),
  }),
  objectives: Type.Array(Objective, {
    default: [],
    maxItems: maxObjectives,
    title: "Objectives",
    description:
      "What engines should reach: a share of latencies within a time, a success rate, or a mean quality. An engine's own objective counts instead of that of every engine (*).",
  }),
  models: strictObject({
    max_bytes: Type.Integer({
      default: 200_000_000,
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      title: "Max model size",
      description: "Largest model file that is accepted. Unit: bytes. JSON_ENGINE_MAX_MODEL_BYTES overrides it.",
    }),
    native: Type.Boolean({
      default: false,
      title: "Native backend (moved to This machine)",
      description: "No effect: native_models, a setting of this machine, decides.",
    }),
  }),
});
export type Config = Static<typeof Config>;

/** The effective configuration, its file, and what the environment overrides. */
export const ConfigReport = strictObject({
  config: Config,
  /** Absolute path of the file; without the file the defaults hold. */
  path: Type.String(),
  exists: Type.Boolean(),
  /** Overriding environment variables; null where not set. */
  environment: strictObject({
    JSON_ENGINE_MAX_MODEL_BYTES: nullable(Type.Integer()),
    JSON_ENGINE_MODEL_PATH: nullable(Type.String()),
  }),
  /** Why JSON_ENGINE_MAX_MODEL_BYTES is invalid. While it is, no model is accepted; everything else works. */
  maxModelBytesFault: nullable(ErrorValue),
  /** Messages about settings that do not do what they seem to do. */
  warnings: Type.Array(Type.String()),
});
export type ConfigReport = Static<typeof ConfigReport>;
