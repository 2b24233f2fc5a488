import { expect, it } from "vitest";
import { hashLine, hashOfKey, keyOfHash, type LineHash, unpackHash } from "./line-hash.ts";
import { LineHashSet, SharedHashes } from "./line-hash-set.ts";

it("agrees with a Set of keys while its tables grow", () => {
  const set = new LineHashSet();
  const keys = new Set<string>();
  for (let i = 0; i < 200_000; i++) {
    const hash = hashLine(Buffer.from(String(i % 150_000)));
    const isNew = !keys.has(keyOfHash(hash));
    keys.add(keyOfHash(hash));
    if (set.add(hash) !== isNew) throw new Error(`differs at ${i}`);
  }
  expect(set.size).toBe(150_000);
});

it("shares what it holds, and goes on", () => {
  const set = new LineHashSet();
  const hashes = Array.from({ length: 120_000 }, (_, i) => hashLine(String(i)));
  for (const hash of hashes.slice(0, 50_000)) set.add(hash);
  const shared = new SharedHashes(set.share());
  expect(hashes.map((hash) => shared.has(hash)).lastIndexOf(true)).toBe(49_999);
  expect(hashes.slice(0, 50_000).every((hash) => shared.has(hash))).toBe(true);
  // Its tables grow away from the shared memory.
  for (const hash of hashes.slice(0, 100_000)) set.add(hash);
  expect(set.size).toBe(100_000);
  expect(new SharedHashes(set.share()).has(hashes[99_999] as LineHash)).toBe(true);
  expect(hashes.slice(100_000).some((hash) => shared.has(hash) || set.has(hash))).toBe(false);
});

it("keeps apart hashes that share their first word, and takes zeros", () => {
  const set = new LineHashSet();
  const add = (h0: number, h1: number, h2: number) => set.add({ h0, h1, h2 });
  expect([add(0, 0, 0), add(0, 0, 0), add(0, 1, 7), add(0, 17, 7), add(0, 33, 7), add(0, 17, 7)]).toEqual([
    true,
    false,
    true,
    true,
    true,
    false,
  ]);
});

it("hashes a line as sha256sum does", () => {
  // printf 'hello' | sha256sum
  expect(keyOfHash(hashLine(Buffer.from("hello")))).toBe("2cf24dba5fb0a30e26e83b2a");
});

it("finds the hash of a key, and of its place in a packed column", () => {
  const hash = hashLine(Buffer.from("hello"));
  expect(hashOfKey(keyOfHash(hash))).toEqual(hash);
  expect([hashOfKey(""), hashOfKey("2cf24dba5fb0a30e26e83b2"), hashOfKey("2CF24DBA5FB0A30E26E83B2A")]).toEqual([null, null, null]);
  const packed = Uint32Array.of(0, 0, 0, hash.h0, hash.h1, hash.h2);
  expect(unpackHash(packed, 1, { h0: 0, h1: 0, h2: 0 })).toEqual(hash);
});
