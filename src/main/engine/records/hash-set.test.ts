import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { HashSet96 } from "./hash-set.ts";
import { hashLine, keyOfHash } from "./line-hash.ts";

it("agrees with a Set over many hashes, while its tables grow", () => {
  const set = new HashSet96();
  const peer = new Set<string>();
  for (let i = 0; i < 200_000; i++) {
    const { h0, h1, h2 } = hashLine(Buffer.from(String(i % 150_000)));
    const isNew = !peer.has(keyOfHash({ h0, h1, h2 }));
    peer.add(keyOfHash({ h0, h1, h2 }));
    if (set.add(h0, h1, h2) !== isNew) throw new Error(`differs at ${i}`);
  }
  expect(set.size).toBe(150_000);
  const other = hashLine(randomBytes(32));
  expect(set.has(other.h0, other.h1, other.h2)).toBe(false);
});

it("tells hashes apart that share their first word, and takes zeros", () => {
  const set = new HashSet96();
  expect([set.add(0, 0, 0), set.add(0, 0, 0), set.add(0, 1, 7), set.add(0, 17, 7), set.has(0, 33, 7)]).toEqual([
    true,
    false,
    true,
    true,
    false,
  ]);
});

it("hashes a line as sha256sum does", () => {
  // printf 'hello' | sha256sum
  expect(keyOfHash(hashLine(Buffer.from("hello")))).toBe("2cf24dba5fb0a30e26e83b2a");
});
