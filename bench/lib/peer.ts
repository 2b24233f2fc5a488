import type { Figures } from "./row.ts";

/** What Assay's import does, and a peer may not. */
export type Duty = "check a schema" | "keep the bytes" | "find duplicates" | "fsync" | "stay queryable";

export const duties: readonly Duty[] = ["check a schema", "keep the bytes", "find duplicates", "fsync", "stay queryable"];

export interface Command {
  command: string;
  args: readonly string[];
  /** Replaces variables of the environment. */
  env?: Record<string, string>;
  /** A file for its stdin. */
  stdin?: string;
}

/** Another program on the same lines, used as its users would. */
export interface Peer {
  name: string;
  /** What it does with the lines, in a few words. */
  does: string;
  duties: readonly Duty[];
  /** It takes one line in so many, because all would take too long; default: 1. */
  share?: number;
  /** Fewer runs than asked for, for one that takes minutes. */
  maxRuns?: number;
  /** Prints [engine, count, p50, p95, p99] of each engine, which must be Assay's. */
  answers?: boolean;
  /** Run after it in the same folder, and measured by itself; answers in its place. */
  after?: { does: string; toCommand: (folder: string) => Command };
  /**
   * Installs what it needs, before anything is measured. @throws an Error that says what is missing.
   * @returns its version, and how it is run on a file, with an empty folder of its own.
   */
  prepare(): Promise<{ version: string; toCommand: (input: string, folder: string) => Promise<Command> | Command }>;
}

/** A peer's measurements; `missing` says why there are none. */
export interface PeerResult {
  name: string;
  does: string;
  /** What it leaves out. */
  lacks: readonly Duty[];
  records: number;
  seconds?: Figures;
  cpuSeconds?: Figures;
  peakMb?: Figures;
  /** Assay's import of as many lines, divided by this. */
  ratio?: number;
  note?: string;
  missing?: string;
}
