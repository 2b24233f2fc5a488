/** Writes GGUF files byte for byte as ggml's docs/gguf.md says. For tests. */

export const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
export const u64 = (value: number | bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
export const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);

/** Metadata: a string, a uint32, or a type number with the value's own bytes. */
export type Metadata = Record<string, string | number | readonly [type: number, bytes: Buffer]>;

export interface TinyGguf {
  version?: number;
  metadata?: Metadata;
  /** By name: sizes and ggml's type number. */
  tensors?: Record<string, { sizes: readonly number[]; type: number; offset?: number }>;
  /** Bytes of tensors. */
  dataBytes?: number;
  alignment?: number;
}

export function tinyGguf({ version = 3, metadata = {}, tensors = {}, dataBytes = 0, alignment = 32 }: TinyGguf = {}): Buffer {
  const pairs = Object.entries(metadata).map(([key, value]) => {
    if (typeof value === "string") return Buffer.concat([text(key), u32(8), text(value)]);
    if (typeof value === "number") return Buffer.concat([text(key), u32(4), u32(value)]);
    return Buffer.concat([text(key), u32(value[0]), value[1]]);
  });
  const infos = Object.entries(tensors).map(([name, { sizes, type, offset = 0 }]) =>
    Buffer.concat([text(name), u32(sizes.length), ...sizes.map(u64), u32(type), u64(offset)]),
  );
  const header = Buffer.concat([Buffer.from("GGUF"), u32(version), u64(infos.length), u64(pairs.length), ...pairs, ...infos]);
  const start = infos.length === 0 ? header.length : Math.ceil(header.length / alignment) * alignment;
  return Buffer.concat([header, Buffer.alloc(start - header.length + dataBytes)]);
}

/** A small llama whose header says everything that is read: 2 tensors of 96 values, 68 + 128 bytes. */
export const tinyLlama = (more: Partial<TinyGguf> = {}): Buffer =>
  tinyGguf({
    metadata: {
      "general.architecture": "llama",
      "general.name": "Tiny Llama",
      "general.license": "apache-2.0",
      "general.file_type": 15,
      "llama.context_length": 8192,
      "tokenizer.ggml.tokens": [9, Buffer.concat([u32(8), u64(3), text("a"), text("bc"), text("")])],
    },
    tensors: { "token_embd.weight": { sizes: [32, 2], type: 8 }, "output_norm.weight": { sizes: [32], type: 0, offset: 96 } },
    dataBytes: 96 + 128,
    ...more,
  });

/** safetensors: the header's length, the header, the bytes of tensors. */
export function tinySafetensors(header: unknown, dataBytes: number): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  return Buffer.concat([u64(json.length), json, Buffer.alloc(dataBytes)]);
}
