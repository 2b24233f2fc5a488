import { type ChannelName, channelOfKind, type RecordKind, recordKinds } from "../../../contract/index.ts";

/**
 * What goes with each kind of record: its channel (said by the contract), its table in the index, its name in sentences, and the number
 * by which workers name it. A new kind is added here, in the contract, in schemas/v1 and in `index-columns.ts`.
 */
export const tableOfKind = {
  engine_execution: "executions",
  comparison_result: "comparisons",
  training_sample: "samples",
} as const satisfies Record<RecordKind, string>;

const nouns = {
  engine_execution: ["execution", "executions"],
  comparison_result: ["comparison", "comparisons"],
  training_sample: ["sample", "samples"],
} as const satisfies Record<RecordKind, readonly [string, string]>;

const byKind = <T>(toValue: (kind: RecordKind, index: number) => T) =>
  Object.fromEntries(recordKinds.map((kind, index) => [kind, toValue(kind, index)])) as Record<RecordKind, T>;
const byChannel = <T>(toValue: (kind: RecordKind) => T) =>
  Object.fromEntries(recordKinds.map((kind) => [channelOfKind[kind], toValue(kind)])) as Record<ChannelName, T>;

export const kindOfChannel = byChannel((kind) => kind);
export const tableOfChannel = byChannel((kind) => tableOfKind[kind]);

/** A line's kind as workers answer it: an index into `recordKinds`, or `rejectedCode`. */
export const codeOfKind = byKind((_, index) => index);
export const rejectedCode = recordKinds.length;

/** "1 comparison", "100 comparisons". */
export function countKind(kind: RecordKind, count: number): string {
  return `${count} ${nouns[kind][count === 1 ? 0 : 1]}`;
}
