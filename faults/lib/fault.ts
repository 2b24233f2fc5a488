import type { Assay } from "./assay.ts";
import type { Random } from "./random.ts";

/** What a fault gets to work with. */
export interface FaultContext {
  assay: Assay;
  random: Random;
  /** kill -9 rounds for this fault; ignored by faults with fixed cases. */
  rounds: number;
  /** Number of property cases. */
  cases: number;
  /** The run's seed, for generators with their own randomness. */
  seed: number;
  /** This fault's folder, removed at the end. */
  folder: string;
  /** Counts a completed round or case. */
  round(): void;
  /** Reports a broken promise, with what is needed to investigate it. */
  violate(message: string): void;
  /** Reports why a case could not run here. */
  skip(why: string): void;
  /** True once the run's time is over: start nothing new. */
  late(): boolean;
}

export interface Fault {
  name: string;
  /** Whether it gets a share of `rounds`. */
  kills: boolean;
  run(context: FaultContext): Promise<void>;
}

export interface Outcome {
  name: string;
  rounds: number;
  violations: string[];
  skipped: string[];
  seconds: number;
}
