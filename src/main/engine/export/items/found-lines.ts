import { type CheckName, checkNames } from "../../../../contract/index.ts";
import type { Line } from "../../lines/forwards.ts";
import { recordBytes } from "../../lines/line-bytes.ts";
import { hashLine, keyOfHash, type LineHash, unpackHash } from "../../records/line-hash.ts";

/** Lines of the dataset that checks found, each with one of those checks. In memory that threads share. */
export interface FoundLines {
  /** Three words a line (`LineHash`). */
  hashes: Uint32Array;
  /** Index in `checkNames`, one a line. */
  checks: Uint8Array;
}

/** @param found a line may come several times; the first time counts. */
export function packFoundLines(found: readonly { hash: LineHash; check: CheckName }[]): FoundLines {
  const hashes = new Uint32Array(new SharedArrayBuffer(found.length * 3 * Uint32Array.BYTES_PER_ELEMENT));
  const checks = new Uint8Array(new SharedArrayBuffer(found.length));
  for (const [index, { hash, check }] of found.entries()) {
    hashes.set([hash.h0, hash.h1, hash.h2], index * 3);
    checks[index] = checkNames.indexOf(check);
  }
  return { hashes, checks };
}

/** Which check found a line; null: none of those that were chosen. */
export type FindCheck = (line: Line) => CheckName | null;

export function toFindCheck(found: FoundLines | null): FindCheck {
  if (found === null || found.checks.length === 0) return () => null;
  const byKey = new Map<string, CheckName>();
  const hash: LineHash = { h0: 0, h1: 0, h2: 0 };
  for (const [index, check] of found.checks.entries()) {
    const key = keyOfHash(unpackHash(found.hashes, index, hash));
    if (!byKey.has(key)) byKey.set(key, checkNames[check] as CheckName);
  }
  return ({ bytes }) => byKey.get(keyOfHash(hashLine(recordBytes(bytes)))) ?? null;
}
