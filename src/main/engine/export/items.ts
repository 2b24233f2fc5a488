import type { Message, Tier } from "../../../contract/index.ts";

/**
 * What is exported, before it has the shape of any trainer. A target takes one kind of item and writes a row of each.
 *
 * Turns are those of the records (roles system, developer, user, assistant, tool). A prompt is everything before the answer, its system turn
 * first where it has one; an answer is the turns that follow, the last of them the assistant's in a sound record. Items may be unsound: the
 * rules of a target find that.
 */
export interface Items {
  sample: SampleItem;
  pair: PairItem;
  labelled: LabelledItem;
  ranked: RankedItem;
  prompt: PromptItem;
  record: RecordItem;
}
export type ItemKind = keyof Items;
export type Item = Items[ItemKind];

/** Where an item comes from, for the manifest, the preflight and `extra_info` of some targets. */
export interface Origin {
  /** Names it among all items of the workspace: a `sample_id`, or the key of a comparison. */
  id: string;
  /** The record it came from: `source_trace_id` of a sample, `comparison_id`. */
  recordId: string;
  /** Of the answer, or of the best one; "" where unknown. */
  engineId: string;
  /** Of the answer, or of the best one; null where it has none. */
  tier: Tier | null;
  /** Who decided last: "person", "agent", "auto", "collected", "judge". */
  decidedBy: string;
  tags: readonly string[];
}

export interface SampleItem extends Origin {
  prompt: readonly Message[];
  completion: readonly Message[];
  /** 0 to 1. */
  quality: number | null;
}

/** Two answers to one prompt, one better than the other. */
export interface PairItem extends Origin {
  prompt: readonly Message[];
  chosen: readonly Message[];
  rejected: readonly Message[];
  /** By how much: difference of what ordered them, above 0; null where only the order is known. */
  margin: number | null;
}

/** One answer that is wanted or not. */
export interface LabelledItem extends Origin {
  prompt: readonly Message[];
  completion: readonly Message[];
  label: boolean;
}

/** All ordered answers to one prompt. */
export interface RankedItem extends Origin {
  prompt: readonly Message[];
  /** Best first. At least two, of at least two ranks. */
  answers: readonly {
    completion: readonly Message[];
    engineId: string /** 1 is best; equal answers share one. */;
    rank: number;
    score: number | null;
  }[];
}

/** A prompt for training that generates answers itself. */
export interface PromptItem extends Origin {
  /** Ends with a user's or a tool's turn. */
  prompt: readonly Message[];
  /** The text of the best answer known, for reward functions. */
  reference: string;
}

/** A sample as it stands in the dataset. */
export interface RecordItem extends Origin {
  prompt: readonly Message[];
  /** The parsed line, with properties that no schema names. */
  record: Readonly<Record<string, unknown>>;
  /** The line, byte for byte, without its end. */
  line: string;
}
