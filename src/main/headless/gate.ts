import { Transform, type TransformCallback } from "node:stream";
import type { AssayError } from "../../contract/index.ts";

/** Passes bytes through and counts them; fails when `check` finds too many. */
export class Gate extends Transform {
  seenBytes = 0;
  readonly #check: (seenBytes: number) => AssayError | null;

  constructor(check: (seenBytes: number) => AssayError | null) {
    super();
    this.#check = check;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.seenBytes += chunk.length;
    const failure = this.#check(this.seenBytes);
    if (failure === null) done(null, chunk);
    else done(failure);
  }
}

/** To be called again and again: destroys a gate that let too little pass between two calls, unless our own disk is the slow part. */
export function keepsPace(gate: Gate, minBytes: number, tooSlow: () => AssayError): () => void {
  let beforeBytes = 0;
  return () => {
    const broughtBytes = gate.seenBytes - beforeBytes;
    beforeBytes = gate.seenBytes;
    if (broughtBytes >= minBytes || gate.writableNeedDrain) return;
    gate.destroy(tooSlow());
  };
}
