import type { Reader } from "./reader.ts";

/** Headers are looked into so far; a vocabulary makes them some megabytes long. */
const maxHeaderBytes = 32 * 1024 * 1024;
const defaultAlignment = 32;
const maxTensors = 1_000_000;

/** Of ggml's tensor types: values in a block, and bytes a block. */
const blocks: Readonly<Record<number, readonly [values: number, bytes: number]>> = {
  0: [1, 4],
  1: [1, 2],
  2: [32, 18],
  3: [32, 20],
  6: [32, 22],
  7: [32, 24],
  8: [32, 34],
  9: [32, 36],
  10: [256, 84],
  11: [256, 110],
  12: [256, 144],
  13: [256, 176],
  14: [256, 210],
  15: [256, 292],
  16: [256, 66],
  17: [256, 74],
  18: [256, 98],
  19: [256, 50],
  20: [32, 18],
  21: [256, 110],
  22: [256, 82],
  23: [256, 136],
  24: [1, 1],
  25: [1, 2],
  26: [1, 4],
  27: [1, 8],
  28: [1, 8],
  29: [256, 56],
  30: [1, 2],
};

/** Of metadata: type → bytes. 8 is a string, 9 an array. */
const valueBytes: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };

class EndOfBytes extends Error {}
/** Another version or byte order, or a header that is not looked into. */
class NotUnderstood extends Error {}

/**
 * Whether a GGUF file has fewer bytes than its tensors need, as its header says.
 * @returns null when it has them, or when that cannot be told; `neededBytes` null when not even the header is all there.
 */
export async function missingGgufBytes(reader: Reader): Promise<{ neededBytes: number | null } | null> {
  for (let bytes = 256 * 1024; ; bytes *= 8) {
    const length = Math.min(bytes, maxHeaderBytes, reader.sizeBytes);
    const header = Buffer.from(await reader.read(0, length));
    try {
      const neededBytes = neededSize(new Cursor(header));
      return neededBytes > reader.sizeBytes ? { neededBytes } : null;
    } catch (thrown) {
      if (!(thrown instanceof EndOfBytes)) {
        if (thrown instanceof NotUnderstood) return null;
        throw thrown;
      }
      if (length === reader.sizeBytes) return { neededBytes: null };
      if (length === maxHeaderBytes) return null;
    }
  }
}

function neededSize(cursor: Cursor): number {
  cursor.skip(4);
  const version = cursor.uint32();
  if (version !== 2 && version !== 3) throw new NotUnderstood();
  const tensors = cursor.count();
  const metadata = cursor.count();
  if (tensors > maxTensors || metadata > maxTensors) throw new NotUnderstood();
  let alignment = defaultAlignment;
  for (let i = 0; i < metadata; i++) {
    const key = cursor.string();
    const type = cursor.uint32();
    if (key === "general.alignment" && type === 4) alignment = cursor.uint32();
    else cursor.skipValue(type);
  }
  let dataBytes = 0;
  for (let i = 0; i < tensors; i++) {
    cursor.skipString();
    const dimensions = cursor.uint32();
    if (dimensions > 8) throw new NotUnderstood();
    let values = 1;
    for (let d = 0; d < dimensions; d++) values *= cursor.count();
    const [perBlock, blockBytes] = blocks[cursor.uint32()] ?? [1, 0];
    dataBytes = Math.max(dataBytes, cursor.count() + Math.ceil(values / perBlock) * blockBytes);
  }
  if (alignment < 1 || !Number.isSafeInteger(dataBytes)) throw new NotUnderstood();
  return tensors === 0 ? cursor.at : Math.ceil(cursor.at / alignment) * alignment + dataBytes;
}

/** Reads little-endian values one after the other. Throws EndOfBytes beyond the end. */
class Cursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(bytes: number): number {
    const from = this.at;
    if (from + bytes > this.#bytes.length) throw new EndOfBytes();
    this.at += bytes;
    return from;
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.skip(4));
  }

  count(): number {
    return Number(this.#bytes.readBigUInt64LE(this.skip(8)));
  }

  skipString(): void {
    this.skip(this.count());
  }

  string(): string {
    const length = this.count();
    const from = this.skip(length);
    return this.#bytes.toString("utf8", from, from + Math.min(length, 256));
  }

  skipValue(type: number): void {
    if (type === 8) this.skipString();
    else if (type === 9) this.skipArray(this.uint32(), this.count());
    else this.skip(sizeOf(type));
  }

  /** Arrays of arrays, which nobody writes, are not looked into. */
  skipArray(element: number, count: number): void {
    if (element !== 8) this.skip(count * sizeOf(element));
    else for (let i = 0; i < count; i++) this.skipString();
  }
}

function sizeOf(type: number): number {
  const bytes = valueBytes[type];
  if (bytes === undefined) throw new NotUnderstood();
  return bytes;
}
