import { toChatTurns } from "../chat-turns.ts";
import { makeCard } from "../dataset-card.ts";
import { alternatesForSome, soundAnswers } from "../rules/groups.ts";
import { callsNoTools } from "../rules/tools.ts";
import { defineTarget } from "../target.ts";

const columns = [
  { name: "messages", type: 'STRUCT("role" VARCHAR, "content" VARCHAR)[]' },
  { name: "sample_id", type: "VARCHAR" },
  { name: "source_trace_id", type: "VARCHAR" },
  { name: "engine_id", type: "VARCHAR" },
  { name: "tier", type: "VARCHAR" },
  { name: "quality_score", type: "DOUBLE" },
  { name: "decided_by", type: "VARCHAR" },
  { name: "tags", type: "VARCHAR[]" },
] as const;

/**
 * A folder that `datasets.load_dataset` opens: Parquet by split, and a card that says what is in it. Text only: a message with `tool_calls: null`,
 * which Parquet would give all others, is one that calls tools to the templates of several models.
 * @see https://huggingface.co/docs/datasets/repository_structure
 */
export const hfDataset = defineTarget<"sample">({
  name: "hf-dataset",
  title: "Hugging Face dataset folder",
  readBy: "datasets.load_dataset; TRL, Axolotl, OpenRLHF and verl's SFT trainer through it",
  version: "1",
  source: "https://huggingface.co/docs/datasets/repository_structure",
  takes: "sample",
  encoding: "parquet",
  columns,
  rules: [...soundAnswers, callsNoTools, alternatesForSome],
  row: ({ prompt, completion, id, recordId, engineId, tier, quality, decidedBy, tags }) => ({
    messages: toChatTurns([...prompt, ...completion]),
    sample_id: id,
    source_trace_id: recordId,
    engine_id: engineId,
    tier,
    quality_score: quality,
    decided_by: decidedBy,
    tags,
  }),
  extraFiles: (made) => [{ name: "README.md", text: makeCard(made, columns) }],
});
