import type { Static } from "typebox";
import { comparingProcedures } from "./comparing.ts";
import { comparisonProcedures } from "./comparisons.ts";
import { curationProcedures } from "./curation.ts";
import { datasetProcedures } from "./dataset.ts";
import { draftProcedures } from "./drafts.ts";
import { engineProcedures } from "./engines.ts";
import type { Result } from "./errors.ts";
import { executionProcedures } from "./executions.ts";
import { exportProcedures } from "./exports.ts";
import { followingProcedures } from "./following.ts";
import { type Grant, hostProcedures } from "./host.ts";
import { importProcedures } from "./imports.ts";
import { judgingProcedures } from "./judging.ts";
import { liveProcedures, Snapshot } from "./live.ts";
import { machineProcedures } from "./machine.ts";
import { modelProcedures } from "./models.ts";
import { networkProcedures } from "./network.ts";
import { objectiveProcedures } from "./objectives.ts";
import type { InputOf, OutputOf } from "./procedure.ts";
import { quarantineProcedures } from "./quarantine.ts";
import { queueProcedures } from "./queues.ts";
import { reviewerProcedures } from "./reviewers.ts";
import { sampleProcedures } from "./samples.ts";
import { snapshotProcedures } from "./snapshots.ts";
import { sqlProcedures } from "./sql.ts";
import { whyProcedures } from "./why.ts";
import { winRateProcedures } from "./win-rates.ts";
import { windowProcedures } from "./windows.ts";

/**
 * Every procedure and event. The preload bridge, the Electron handlers, the WebSocket host and the renderer's client are derived
 * from this value.
 */
export const contract = {
  procedures: {
    ...hostProcedures,
    ...machineProcedures,
    ...liveProcedures,
    ...networkProcedures,
    ...quarantineProcedures,
    ...importProcedures,
    ...followingProcedures,
    ...engineProcedures,
    ...objectiveProcedures,
    ...comparingProcedures,
    ...winRateProcedures,
    ...whyProcedures,
    ...windowProcedures,
    ...executionProcedures,
    ...sqlProcedures,
    ...comparisonProcedures,
    ...curationProcedures,
    ...queueProcedures,
    ...reviewerProcedures,
    ...sampleProcedures,
    ...datasetProcedures,
    ...judgingProcedures,
    ...snapshotProcedures,
    ...exportProcedures,
    ...modelProcedures,
    ...draftProcedures,
  },
  events: { snapshot: Snapshot },
} as const;

export type Procedures = typeof contract.procedures;
export type ProcedureName = keyof Procedures;
export type Input<N extends ProcedureName> = InputOf<Procedures[N]>;
export type Output<N extends ProcedureName> = OutputOf<Procedures[N]>;
export type EventName = keyof typeof contract.events;
export type EventOf<N extends EventName> = Static<(typeof contract.events)[N]>;

export const procedureNames = Object.keys(contract.procedures) as ProcedureName[];
export const eventNames = Object.keys(contract.events) as EventName[];

/** The used part of `AbortSignal`; the contract imports neither Node's types nor the DOM's. */
export interface Signal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** One function for each procedure; throws `AssayError` to fail. The signal aborts when nobody waits any more. */
export type Handlers = {
  [N in ProcedureName]: (input: Input<N>, context: { signal: Signal }) => Promise<Output<N>>;
};

/** The screen's connection to either host. */
export interface Transport<FileHandle = unknown> {
  /** Never rejects: a failure is a value. */
  call<N extends ProcedureName>(name: N, input: Input<N>, signal?: Signal): Promise<Result<Output<N>>>;
  /** Returns a function that removes the listener. */
  subscribe<N extends EventName>(name: N, listener: (event: EventOf<N>) => void): () => void;
  /** Passes a dropped or picked file to the host and returns its grant. */
  grantFile(file: FileHandle): Promise<Result<Grant>>;
}

export * from "./changing.ts";
export * from "./checks.ts";
export * from "./commands.ts";
export * from "./comparing.ts";
export * from "./comparing-words.ts";
export * from "./comparisons.ts";
export * from "./config.ts";
export * from "./conversation.ts";
export * from "./conversion.ts";
export * from "./curation.ts";
export * from "./curation-rules.ts";
export * from "./dataset.ts";
export * from "./drafts.ts";
export * from "./engines.ts";
export * from "./errors.ts";
export * from "./executions.ts";
export * from "./exports.ts";
export * from "./find-folded.ts";
export * from "./fold-text.ts";
export * from "./following.ts";
export * from "./head-of-text.ts";
export * from "./host.ts";
export * from "./imports.ts";
export * from "./judging.ts";
export * from "./judging-words.ts";
export * from "./letters.ts";
export * from "./live.ts";
export * from "./machine.ts";
export * from "./model-details.ts";
export * from "./models.ts";
export * from "./network.ts";
export * from "./objectives.ts";
export * from "./objectives-words.ts";
export * from "./percent.ts";
export type { InputOf, OutputOf, Procedure } from "./procedure.ts";
export * from "./quarantine.ts";
export * from "./queues.ts";
export type * from "./records.generated.ts";
export * from "./review-marks.ts";
export * from "./reviewers.ts";
export * from "./samples.ts";
export * from "./screen.ts";
export * from "./shapes.ts";
export * from "./sizes.ts";
export * from "./snapshots.ts";
export * from "./sql.ts";
export * from "./usage.ts";
export * from "./why.ts";
export * from "./why-words.ts";
export * from "./win-rates.ts";
export * from "./win-rates-words.ts";
export * from "./windows.ts";
export * from "./windows-words.ts";
