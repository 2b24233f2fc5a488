import type { ModelDetails } from "../../../../contract/index.ts";
import { toDetails, toTypeNames } from "./details.ts";
import { EndOfBytes, GgufCursor, NotUnderstood } from "./gguf-cursor.ts";
import { fileTypes, tensorTypes } from "./gguf-types.ts";
import type { Reader } from "./reader.ts";

/** Headers are looked into so far; a vocabulary makes them some megabytes long. */
const maxHeaderBytes = 32 * 1024 * 1024;
const defaultAlignment = 32;
/** Tensors, and pairs of metadata. */
const maxCount = 1_000_000;
const maxDimensions = 8;

export interface GgufHeader {
  details: ModelDetails;
  /** null when the file has the bytes its tensors need, or that cannot be told; `neededBytes` null when not even the header is all there. */
  missing: { neededBytes: number | null } | null;
}

/**
 * Reads the header of a GGUF file, version 2 or 3, little endian: metadata, then the list of tensors. Source: ggml's docs/gguf.md.
 * A header that ends early or is not understood gives the details up to there.
 */
export async function readGguf(reader: Reader): Promise<GgufHeader> {
  for (let bytes = 256 * 1024; ; bytes *= 8) {
    const length = Math.min(bytes, maxHeaderBytes, reader.sizeBytes);
    const header = new Header(new GgufCursor(Buffer.from(await reader.read(0, length))));
    try {
      const neededBytes = header.read();
      return { details: header.details(), missing: neededBytes > reader.sizeBytes ? { neededBytes } : null };
    } catch (thrown) {
      if (thrown instanceof NotUnderstood) return { details: header.details(), missing: null };
      if (!(thrown instanceof EndOfBytes)) throw thrown;
      if (length === reader.sizeBytes) return { details: header.details(), missing: { neededBytes: null } };
      if (length === maxHeaderBytes) return { details: header.details(), missing: null };
    }
  }
}

class Header {
  readonly #cursor: GgufCursor;
  readonly #metadata = new Map<string, string | number>();
  readonly #valuesByType = new Map<string, number>();
  #version: number | undefined;
  #tensors: number | undefined;
  #parameters: number | undefined;

  constructor(cursor: GgufCursor) {
    this.#cursor = cursor;
  }

  /** @returns the size of the whole file. @throws EndOfBytes, NotUnderstood. */
  read(): number {
    const cursor = this.#cursor;
    cursor.skip(4);
    const version = cursor.uint32();
    if (version !== 2 && version !== 3) throw new NotUnderstood();
    this.#version = version;
    const tensors = cursor.count();
    const pairs = cursor.count();
    if (tensors > maxCount || pairs > maxCount) throw new NotUnderstood();
    this.#tensors = tensors;
    for (let i = 0; i < pairs; i++) this.#readPair();
    let dataBytes = 0;
    let parameters = 0;
    for (let i = 0; i < tensors; i++) {
      const tensor = this.#readTensor();
      parameters += tensor.values;
      dataBytes = Math.max(dataBytes, tensor.endBytes);
    }
    if (!Number.isSafeInteger(dataBytes)) throw new NotUnderstood();
    this.#parameters = parameters;
    const alignment = this.#metadata.get("general.alignment") ?? defaultAlignment;
    if (typeof alignment !== "number" || alignment < 1) throw new NotUnderstood();
    return tensors === 0 ? cursor.at : Math.ceil(cursor.at / alignment) * alignment + dataBytes;
  }

  #readPair(): void {
    const key = this.#cursor.string();
    const type = this.#cursor.uint32();
    const value = this.#cursor.value(type);
    const isRead = key.startsWith("general.") || key.endsWith(contextKey);
    if (isRead && value !== null) this.#metadata.set(key, value);
  }

  #readTensor(): { values: number; endBytes: number } {
    const cursor = this.#cursor;
    cursor.skipString();
    const dimensions = cursor.uint32();
    if (dimensions > maxDimensions) throw new NotUnderstood();
    let values = 1;
    for (let d = 0; d < dimensions; d++) values *= cursor.count();
    const number = cursor.uint32();
    const offset = cursor.count();
    const type = tensorTypes[number];
    const name = type?.name ?? `type ${number}`;
    this.#valuesByType.set(name, (this.#valuesByType.get(name) ?? 0) + values);
    return { values, endBytes: offset + (type === undefined ? 0 : Math.ceil(values / type.blockValues) * type.blockBytes) };
  }

  details(): ModelDetails {
    const architecture = this.#metadata.get("general.architecture");
    const context =
      this.#metadata.get(`${architecture}${contextKey}`) ?? [...this.#metadata].find(([key]) => key.endsWith(contextKey))?.[1];
    const fileType = this.#metadata.get("general.file_type");
    const quantization = typeof fileType === "number" ? fileTypes[fileType] : undefined;
    return toDetails({
      formatVersion: this.#version === undefined ? undefined : `version ${this.#version}`,
      architecture,
      title: this.#metadata.get("general.name"),
      license: this.#metadata.get("general.license") ?? this.#metadata.get("general.license.name"),
      // Optional in the file; then the types of the tensors tell.
      quantization: quantization ?? (this.#parameters === undefined ? undefined : toTypeNames(this.#valuesByType)),
      contextTokens: context,
      tensors: this.#tensors,
      parameters: this.#parameters,
    });
  }
}

/** The end of `llama.context_length`. */
const contextKey = ".context_length";
