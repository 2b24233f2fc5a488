import { mix } from "./shingles.ts";

/** 64 bits of a text: two FNV-1a hashes with different starts. Odds of a collision among a million texts are below 10^-7. */
export function hashText(text: string, into: Uint32Array, row: number): void {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995);
    b ^= b >>> 15;
  }
  into[row * 2] = mix(a ^ text.length);
  into[row * 2 + 1] = mix(b);
}
