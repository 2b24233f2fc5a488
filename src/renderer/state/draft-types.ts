import {
  type Draft,
  type DraftFields,
  type DraftHead,
  type ErrorValue,
  type Input,
  maxDraftBytes,
  type Output,
  type Result,
} from "../../contract/index.ts";

export type DraftId = Pick<DraftHead, "kind" | "target">;

/** A draft as this window knows it. */
export interface LocalDraft {
  readonly fields: DraftFields;
  /**
   * waiting: typed and sent soon · sending · kept: fsynced · failed: not kept, `failure` says why · superseded: another window's later edit
   * is kept instead · discarded: another window discarded it. In the last three the text is here alone.
   */
  readonly state: "waiting" | "sending" | "kept" | "failed" | "superseded" | "discarded";
  readonly failure: ErrorValue | null;
  /** Grows with every edit in this window; 0 when there was none. */
  readonly version: number;
  readonly editedAtMs: number;
  /** The version that is on its way into a decision. */
  readonly savingVersion: number | null;
}

export interface DraftsState {
  /** Whether the host has said which drafts there are. */
  readonly listed: boolean;
  /** Drafts on disk, by key. */
  readonly heads: ReadonlyMap<string, DraftHead>;
  readonly local: ReadonlyMap<string, LocalDraft>;
}

export interface DraftCalls {
  list(): Promise<Result<Output<"drafts.list">>>;
  get(id: DraftId): Promise<Result<Draft | null>>;
  put(draft: Input<"drafts.put">): Promise<Result<Output<"drafts.put">>>;
  discard(draft: Input<"drafts.discard">): Promise<Result<Output<"drafts.discard">>>;
}

export interface DraftSyncOptions {
  calls: DraftCalls;
  /** Names this window among all that write drafts. */
  writer: string;
  /** From a key press to the draft being sent. */
  delayMs?: number;
  retryMs?: number;
  nowMs?: () => number;
}

export const draftKey = ({ kind, target }: DraftId): string => `${kind}\n${target}`;

/** Whether the failure says nothing about the draft: the host cannot be reached just now. */
export const isPassing = ({ code }: ErrorValue): boolean => code === "unavailable" || code === "cancelled";

/** Whether the same draft would fail again, so it is not sent again. */
export const isFinal = ({ code }: ErrorValue): boolean => code === "over_limit" || code === "invalid_argument";

/** The failure of a draft that is too large to be kept. @param bytes of its fields as JSON. */
export function tooLarge(bytes: number): ErrorValue {
  const mb = (count: number) => (count / 1_000_000).toFixed(1);
  return {
    code: "over_limit",
    message: `It is ${mb(bytes)} MB; drafts are limited to ${mb(maxDraftBytes)} MB.`,
    fix: "Save it now, or copy it elsewhere.",
  };
}
