import type { Draft, DraftFields, DraftHead, ErrorValue, Input, Output, Result } from "../../contract/index.ts";

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
