import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/**
 * Keys and orders of a blind queue: a permutation of all 96-bit keys by a Feistel network of four rounds (Luby and Rackoff, 1988) with
 * HMAC-SHA256, so that the queue's key of a comparison says nothing about it without the seed, and no table of keys is needed.
 */
const rounds = 4;
const halfBytes = 6;

/** Made once of each seed: making it takes five times as long as a digest. */
const secrets = new WeakMap<Buffer, KeyObject>();

function digest(seed: Buffer, text: string | Buffer): Buffer {
  const secret = secrets.get(seed) ?? createSecretKey(seed);
  secrets.set(seed, secret);
  return createHmac("sha256", secret).update(text).digest();
}

function mix(half: Buffer, other: Buffer, round: number, seed: Buffer): Buffer {
  const pad = digest(seed, Buffer.concat([Buffer.from([round]), other]));
  return Buffer.from(half.map((byte, index) => byte ^ (pad[index] ?? 0)));
}

/** @param key 24 hexadecimal digits. */
export function sealKey(seed: Buffer, key: string): string {
  const bytes = Buffer.from(key, "hex");
  let [left, right]: [Buffer, Buffer] = [bytes.subarray(0, halfBytes), bytes.subarray(halfBytes)];
  for (let round = 0; round < rounds; round++) [left, right] = [right, mix(left, right, round, seed)];
  return Buffer.concat([left, right]).toString("hex");
}

/** The inverse of `sealKey`. */
export function unsealKey(seed: Buffer, sealed: string): string {
  const bytes = Buffer.from(sealed, "hex");
  let [left, right]: [Buffer, Buffer] = [bytes.subarray(0, halfBytes), bytes.subarray(halfBytes)];
  for (let round = rounds - 1; round >= 0; round--) [left, right] = [mix(right, left, round, seed), left];
  return Buffer.concat([left, right]).toString("hex");
}

/** The positions of a comparison's candidates in the order in which a blind queue shows them. */
export function shuffledPositions(seed: Buffer, key: string, candidates: number): number[] {
  const order = Array.from({ length: candidates }, (_, position) => ({ position, by: digest(seed, `order ${key} ${position}`) }));
  return order.sort((one, other) => Buffer.compare(one.by, other.by)).map(({ position }) => position);
}
