import { setFlagsFromString } from "node:v8";

/**
 * Keeps the part of each thread's heap where objects are young as small as it starts: it would grow to 100 MB for work that is as
 * fast without. For hosts, as the first thing they do; a program that embeds the engine decides for itself.
 */
export function keepHeapLean(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
