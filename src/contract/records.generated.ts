// Generated from schemas/v1 by scripts/gen-records.mjs; do not edit.

/**
 * One run of one engine: what went in, what came out, how long it took and whether it succeeded. One JSON line of events.jsonl.
 */
export interface EngineExecution {
  /**
   * Version of this record shape. Unit: none. Always 1.
   */
  schema_version: 1;
  /**
   * Names this execution. Unit: none; 1 to 512 characters.
   */
  trace_id: string;
  /**
   * Names the task that several engines may share. Unit: none; 1 to 512 characters.
   */
  task_id?: string;
  /**
   * Names what produced the output: a model, a prompt variant, a service. Unit: none; 1 to 512 characters.
   */
  engine_id: string;
  /**
   * Names the instance of the engine that ran. Unit: none; 1 to 512 characters.
   */
  engine_instance_id?: string;
  /**
   * When it ran. Unit: whole seconds since 1970-01-01T00:00:00Z. 10^11 or more can only be milliseconds and is refused.
   */
  timestamp: number;
  /**
   * What the engine was given. Unit: text; may be empty.
   */
  input: string;
  /**
   * What the engine answered. Unit: text; may be empty.
   */
  output: string;
  /**
   * The engine's own word on the outcome. Unit: text.
   */
  status?: string;
  /**
   * What was measured of this execution. An absent number is unknown, never 0.
   */
  metrics: {
    /**
     * Whether the execution did what was asked. Unit: true or false.
     */
    success: boolean;
    /**
     * Wall time of the execution. Unit: milliseconds, 0 to 10^10; larger is a mistake of units.
     */
    latency_ms?: number;
    /**
     * Peak memory of the execution. Unit: megabytes, 0 or more.
     */
    memory_mb?: number;
    /**
     * Mean processor use. Unit: percent of one core, 0 or more (several cores exceed 100).
     */
    cpu_percent?: number;
    /**
     * A judge's score of the output. Unit: none; 0 (worst) to 1 (best).
     */
    quality_score?: number;
    /**
     * Tokens that went in, cached ones included. Unit: tokens, whole, 0 or more.
     */
    input_tokens?: unknown;
    /**
     * Tokens that came out, reasoning included. Unit: tokens, whole, 0 or more.
     */
    output_tokens?: unknown;
    /**
     * Input tokens that the provider read from its cache. Unit: tokens, whole, 0 or more.
     */
    cached_input_tokens?: unknown;
    /**
     * Output tokens spent on reasoning. Unit: tokens, whole, 0 or more.
     */
    reasoning_tokens?: unknown;
    /**
     * From the request to the first token. Unit: milliseconds, 0 to 10^10.
     */
    ttft_ms?: unknown;
    /**
     * What the answer cost. Unit: US dollars, 0 to 10^9.
     */
    cost_usd?: unknown;
    /**
     * Whether a cache answered instead of the engine: its latency is then not the engine's, and no statistic of latencies counts it unless asked to. Unit: true or false.
     */
    cache_hit?: unknown;
    [k: string]: unknown;
  };
  /**
   * The whole conversation, the answer last.
   */
  messages?: unknown;
  /**
   * Short words to filter by.
   */
  tags?: unknown;
  /**
   * What the record was converted from.
   */
  source?: unknown;
  [k: string]: unknown;
}

/**
 * Rival answers to one query, with the recorded winner where one was named. One JSON line of comparisons.jsonl. A candidate is identified by its position; a winner names the first candidate of that engine, and one that names no candidate is invalid (checked in code: draft-07 cannot say it).
 */
export interface ComparisonResult {
  /**
   * Names this comparison. Unit: none; 1 to 512 characters.
   */
  comparison_id: string;
  /**
   * What every candidate answered. Unit: text; may be empty.
   */
  query: string;
  /**
   * The rival answers, in the order recorded. Unit: none; 1 or more.
   *
   * @minItems 1
   *
   * Items: One engine's answer.
   */
  candidates: {
    /**
     * Names the engine that answered. The same engine may answer twice. Unit: none; 1 to 512 characters.
     */
    engine_id: string;
    /**
     * The answer. Unit: text; may be empty.
     */
    output: string;
    /**
     * What was measured of this answer. An absent number is unknown, never 0.
     */
    metrics?: {
      /**
       * Wall time of the answer. Unit: milliseconds, 0 to 10^10.
       */
      latency_ms?: number;
      /**
       * A judge's score of the answer. Unit: none; 0 (worst) to 1 (best).
       */
      quality_score?: number;
      /**
       * Tokens that went in, cached ones included. Unit: tokens, whole, 0 or more.
       */
      input_tokens?: unknown;
      /**
       * Tokens that came out, reasoning included. Unit: tokens, whole, 0 or more.
       */
      output_tokens?: unknown;
      /**
       * Input tokens that the provider read from its cache. Unit: tokens, whole, 0 or more.
       */
      cached_input_tokens?: unknown;
      /**
       * Output tokens spent on reasoning. Unit: tokens, whole, 0 or more.
       */
      reasoning_tokens?: unknown;
      /**
       * From the request to the first token. Unit: milliseconds, 0 to 10^10.
       */
      ttft_ms?: unknown;
      /**
       * What the answer cost. Unit: US dollars, 0 to 10^9.
       */
      cost_usd?: unknown;
      /**
       * Whether a cache answered instead of the engine: its latency is then not the engine's, and no statistic of latencies counts it unless asked to. Unit: true or false.
       */
      cache_hit?: unknown;
      [k: string]: unknown;
    };
    /**
     * Its turns after the shared conversation; output is the last one as text.
     */
    messages?: unknown;
    [k: string]: unknown;
  }[];
  /**
   * The engine whose answer won, with its score.
   */
  winner?: {
    /**
     * The winning engine; means the first candidate of that name. Unit: none; 1 to 512 characters.
     */
    engine_id: string;
    /**
     * How good the winner is. Unit: none; 0 (worst) to 1 (best).
     */
    score: number;
    [k: string]: unknown;
  };
  /**
   * What was measured of the comparison as a whole; kept as it came.
   */
  metrics?: {
    [k: string]: unknown;
  };
  /**
   * The conversation that every candidate continues; query is its last turn as text.
   */
  messages?: unknown;
  /**
   * Short words to filter by.
   */
  tags?: unknown;
  /**
   * What the record was converted from.
   */
  source?: unknown;
  [k: string]: unknown;
}

/**
 * One curated training example of a tier. One JSON line of training_samples.jsonl.
 */
export interface TrainingSample {
  /**
   * Names this sample. Unit: none; 1 to 512 characters.
   */
  sample_id: string;
  /**
   * When the sample was made. Unit: whole seconds since 1970-01-01T00:00:00Z. 10^11 or more can only be milliseconds and is refused.
   */
  created_at: number;
  /**
   * The execution or comparison the sample came from. Unit: none; 1 to 512 characters.
   */
  source_trace_id: string;
  /**
   * How good the sample is. Unit: none; gold, silver or bronze.
   */
  tier: "gold" | "silver" | "bronze";
  /**
   * What a model is given. Unit: text; may be empty.
   */
  input: string;
  /**
   * What a model should answer. Unit: text; may be empty.
   */
  output: string;
  /**
   * What is known of the sample's quality.
   */
  validation: {
    /**
     * Score of the output. Unit: none; 0 (worst) to 1 (best).
     */
    quality_score: number;
    /**
     * Whether a person or a judge has confirmed the sample. Unit: true or false.
     */
    validated: boolean;
    [k: string]: unknown;
  };
  /**
   * The whole conversation, the answer last.
   */
  messages?: unknown;
  /**
   * Short words to filter by.
   */
  tags?: unknown;
  /**
   * What the record was converted from.
   */
  source?: unknown;
  [k: string]: unknown;
}

/**
 * One turn of a conversation.
 */
export interface Message {
  /**
   * Who speaks: system, developer, user, assistant or tool; a word of another tool is kept. Unit: text.
   */
  role: string;
  /**
   * What is said: text; or parts, each with a type (a part of type text has its text in text); null or absent for a turn that only calls tools.
   */
  content?:
    | string
    | null
    | (
        | string
        | {
            [k: string]: unknown;
          }
      )[];
  /**
   * Names the speaker among several of one role, or the tool that answers. Unit: text.
   */
  name?: string;
  /**
   * What the model thought before it answered. Unit: text.
   */
  reasoning?: string;
  /**
   * The tools that the turn calls, in order.
   */
  tool_calls?: {
    /**
     * Names the call; its result repeats it as tool_call_id. Unit: text.
     */
    id?: string;
    /**
     * Always function.
     */
    type?: string;
    /**
     * The tool and what it is given.
     */
    function: {
      /**
       * Names the tool. Unit: text.
       */
      name: string;
      /**
       * What the tool is given: JSON as text, or an object.
       */
      arguments?:
        | string
        | {
            [k: string]: unknown;
          };
      [k: string]: unknown;
    };
    [k: string]: unknown;
  }[];
  /**
   * The call that a turn of role tool answers. Unit: text.
   */
  tool_call_id?: string;
  [k: string]: unknown;
}

/**
 * What the record was converted from.
 */
export interface Source {
  /**
   * Names the format it had, as --dialect does. Unit: none; 1 to 100 characters.
   */
  dialect?: string;
  /**
   * Version of the mapping that converted it. Unit: text.
   */
  version?: string;
  /**
   * The file it was in, without its folder; behind a slash an entry of an archive. Unit: text, 1 to 1024 characters.
   */
  file?: string;
  /**
   * Number of its row in that file; the header of a table is row 1. Unit: rows, from 1.
   */
  line?: number;
  /**
   * Digest of that row's bytes. Unit: hexadecimal digits.
   */
  sha256?: string;
  /**
   * What names it in the tool that wrote it. Unit: text.
   */
  id?: string;
  /**
   * Which record of its row it is, where a row gave several. Unit: none; from 1.
   */
  part?: number;
  [k: string]: unknown;
}
