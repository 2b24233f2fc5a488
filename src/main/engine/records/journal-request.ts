import type { ChannelName, RecordKind } from "../../../contract/index.ts";
import type { ChunkRequest } from "./inspect-chunk.ts";

export const kindOfChannel = {
  events: "engine_execution",
  comparisons: "comparison_result",
  training_samples: "training_sample",
} as const satisfies Record<ChannelName, RecordKind>;

/**
 * How a journal's lines are read back: by the rules for lines that come in. Valid records of another kind are told as what they are. Of
 * the rest a strict workspace takes valid records of the channel's kind, and another one any object.
 */
export function journalRequest(bytes: Uint8Array<ArrayBuffer>, channel: ChannelName, strict: boolean): ChunkRequest {
  return { bytes, kind: kindOfChannel[channel], strict, routesKinds: true };
}
