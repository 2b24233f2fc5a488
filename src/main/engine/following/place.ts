import { hash } from "node:crypto";

/**
 * Where reading a followed file is, and which file that was. Device and inode alone do not tell: a file may be truncated and written anew, or replaced by
 * one that continues it. So its first bytes and those before the offset are kept as digests: who finds them unchanged goes on behind them.
 */
export interface Place {
  /** Device and inode, as text: on Windows they exceed a double. */
  identity: string;
  /** Bytes that are taken, always up to the end of a line. */
  offset: number;
  /** Lines that end there. */
  lines: number;
  /** SHA-256 of the first bytes, hex: `printedBytes`, or as many as were taken. */
  head: string;
  /** The same of the last bytes before the offset. */
  tail: string;
  /** Lines up to here may be taken too: it was being read when the place was kept. */
  until?: number;
}

/** Enough that two logs differ in them, few enough to be read again before every look: a read of 4 kB takes 10 µs. */
export const printedBytes = 4096;

export const digest = (bytes: Uint8Array): string => hash("sha256", bytes, "hex");

export const isPlace = (value: unknown): value is Place => {
  if (typeof value !== "object" || value === null) return false;
  const { identity, offset, lines, head, tail, until = 0 } = value as Record<string, unknown>;
  return [identity, head, tail].every((text) => typeof text === "string") && [offset, lines, until].every(isCount);
};

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
