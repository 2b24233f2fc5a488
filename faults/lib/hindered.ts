import { join } from "node:path";
import type { StartOptions } from "./assay.ts";

/** A command line whose every fsync takes so much longer. */
export function slowDisk(fsyncMs: number): StartOptions {
  return { imports: [join(import.meta.dirname, "slow-disk.preload.ts")], env: { ASSAY_FAULTS_FSYNC_MS: String(fsyncMs) } };
}

/** A command line whose clock jumps back and forward. */
export function wildClock(seed: number): StartOptions {
  return { imports: [join(import.meta.dirname, "wild-clock.preload.ts")], env: { ASSAY_FAULTS_CLOCK_SEED: String(seed) } };
}
