import type { Assay } from "./assay.ts";
import type { Random } from "./random.ts";

/** What a fault works with. */
export interface FaultContext {
  assay: Assay;
  random: Random;
  /** How many kill -9 rounds are this fault's; faults of fixed cases pay no attention. */
  rounds: number;
  /** Property tests: how many cases. */
  cases: number;
  /** The run's seed, for generators that bring their own randomness. */
  seed: number;
  /** A folder of this fault's own; removed at the end. */
  folder: string;
  /** Counts a round or a case that was carried through. */
  round(): void;
  /** Notes a broken promise, with what is needed to look into it. */
  violate(message: string): void;
  /** Says that a case could not be made here, and why. */
  skip(why: string): void;
  /** True when the time given to the run is over: begin nothing new. */
  late(): boolean;
}

export interface Fault {
  name: string;
  /** Whether `rounds` are dealt out to it. */
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
