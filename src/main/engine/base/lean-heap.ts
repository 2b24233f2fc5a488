import { setFlagsFromString } from "node:v8";

/**
 * Megabytes of each half of a thread's young generation. V8 begins with 1 MB, which rows of other tools fill every 150 rows: 4 000 collections
 * for 200 000 rows, each waiting for helper threads that a busy machine runs late.
 */
const semiSpaceMb = 8;

/**
 * Keeps each thread's young generation at its initial size: it would grow to 100 MB without making the work any faster. Threads that start
 * later begin with `semiSpaceMb`; the one that calls this stays as small as it began. Hosts call it first; a program that embeds the engine
 * decides for itself.
 */
export function keepHeapLean(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--min-semi-space-size=${semiSpaceMb}`);
}
