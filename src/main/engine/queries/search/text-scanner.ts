import type { Needle } from "./needle.ts";
import { textScannerWasm } from "./text-scanner.generated.ts";

/** What text-scanner.wat exports. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  prepare(length: number, beyond: number, escaped: number): void;
  scan(line: number, end: number): [stop: number, hits: number];
}

/** Places in its memory, as text-scanner.wat has them. */
const letterAt = 32;
const bytesAt = 256;
const hitsAt = 0x10_0000;

/** More bytes do not fit: behind them it reads up to forty more. */
export const maxScannedBytes = hitsAt - bytesAt - 64;

/** What of WebAssembly is used: types of Node have none of it, and those of browsers are not here. */
interface Assembly {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}

let exported: Exports | undefined;

/** A tenth of a millisecond, once in a thread. */
function instantiate(): Exports {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Assembly }).WebAssembly;
  return new Instance(new Module(Buffer.from(textScannerWasm, "base64"))).exports as Exports;
}

/**
 * Finds the lines of executions that hold an ASCII word in a searched text, in WebAssembly: a line in a quarter of the time that ExecutionTexts and a
 * pattern take (docs/decisions/0084-texts-are-scanned-sixteen-bytes-at-a-time.md). One at a time: all use the same memory.
 */
export class TextScanner {
  readonly #scanner: Exports;
  readonly #bytes: Uint8Array;
  readonly #hits: Uint32Array;

  /** @param literal of a needle. */
  constructor(literal: string, { isSpelledBeyondAscii }: Pick<Needle, "isSpelledBeyondAscii">) {
    exported ??= instantiate();
    this.#scanner = exported;
    this.#bytes = new Uint8Array(exported.memory.buffer);
    this.#hits = new Uint32Array(exported.memory.buffer, hitsAt);
    for (let i = 0; i < literal.length; i++) {
      this.#bytes[i] = literal.charCodeAt(i);
      this.#bytes[letterAt + i] = /[a-z]/.test(literal.charAt(i)) ? 0x20 : 0;
    }
    this.#scanner.prepare(literal.length, isSpelledBeyondAscii ? 1 : 0, literal.includes("/") ? 1 : 0);
  }

  /** @param lines whole ones, at most `maxScannedBytes`. */
  load(lines: Buffer): void {
    // `set` takes three times as long for memory that threads share.
    lines.copy(this.#bytes, bytesAt);
  }

  /**
   * @param at where a line starts, in the lines that were loaded. @param end where they end. @param hit is called for each line that is one, in order.
   * @returns where it stopped: `end`, or the start of a line that has to be looked at in another way.
   */
  scan(at: number, end: number, hit: (start: number, end: number) => void): number {
    const [stop, hits] = this.#scanner.scan(bytesAt + at, bytesAt + end);
    for (let i = 0; i < 2 * hits; i += 2) hit((this.#hits[i] as number) - bytesAt, (this.#hits[i + 1] as number) - bytesAt);
    return stop - bytesAt;
  }
}
