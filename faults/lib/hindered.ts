import { join } from "node:path";
import type { StartOptions } from "./assay.ts";

/** A command line with every fsync delayed. */
export function slowDisk(fsyncMs: number): StartOptions {
  return { imports: [join(import.meta.dirname, "slow-disk.preload.ts")], env: { ASSAY_FAULTS_FSYNC_MS: String(fsyncMs) } };
}

/** A command line with a jumping clock. */
export function wildClock(seed: number): StartOptions {
  return { imports: [join(import.meta.dirname, "wild-clock.preload.ts")], env: { ASSAY_FAULTS_CLOCK_SEED: String(seed) } };
}
