import { signatureBytes } from "./shingles.ts";

/**
 * What a scan knows of each sample, by its position in the dataset file: 190 bytes each, outside the heap. Values a row, and the array that
 * holds them.
 */
const layout = {
  /** SHA-256 of the line, first 96 bits (LineHash). */
  hashes: [3, Uint32Array],
  /** Bit n: `checkNames[n]` finds something. */
  flags: [1, Uint32Array],
  /** 64 bits of the normalised prompt, and of prompt and output. */
  prompts: [2, Uint32Array],
  texts: [2, Uint32Array],
  promptSignatures: [signatureBytes, Uint8Array],
  outputSignatures: [signatureBytes, Uint8Array],
  /** Index in `tiers`. */
  tiers: [1, Uint8Array],
  /** 1: the record says that a person validated it. */
  validated: [1, Uint8Array],
  outputLengths: [1, Uint32Array],
  quality: [1, Float32Array],
  /** Of the line, in the dataset file. */
  offsets: [1, Float64Array],
  lengths: [1, Uint32Array],
  /** Index of the part of the split. */
  parts: [1, Uint8Array],
} as const;

type Layout = typeof layout;
type Name = keyof Layout;
export type Columns = { readonly [N in Name]: InstanceType<Layout[N][1]> } & { readonly count: number };

const names = Object.keys(layout) as Name[];

/** Columns for so many rows, all zero. @param shared whether threads read the same memory; otherwise it is transferred to one. */
export function createColumns(count: number, shared = false): Columns {
  const columns: Record<string, unknown> = { count };
  for (const name of names) {
    const [width, Kind] = layout[name];
    const bytes = count * width * Kind.BYTES_PER_ELEMENT;
    columns[name] = new Kind((shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)) as ArrayBuffer);
  }
  return columns as Columns;
}

/** The buffers of columns, each once, to be transferred to another thread. */
export const buffersOf = (columns: Columns): ArrayBuffer[] => names.map((name) => columns[name].buffer as ArrayBuffer);

/** Cuts columns that were made for more rows. */
export function cutColumns(columns: Columns, count: number): Columns {
  const cut: Record<string, unknown> = { count };
  for (const name of names) cut[name] = columns[name].slice(0, count * layout[name][0]);
  return cut as Columns;
}

/** Joins the columns of chunks, in order, into memory that threads share. Each chunk is released as it is copied. */
export function joinColumns(chunks: (Columns | null)[]): Columns {
  const count = chunks.reduce((sum, chunk) => sum + (chunk?.count ?? 0), 0);
  const joined = createColumns(count, true);
  let at = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (chunk === null) continue;
    for (const name of names) (joined[name] as Uint8Array).set(chunk[name] as Uint8Array, at * layout[name][0]);
    at += chunk.count;
    chunks[index] = null;
  }
  return joined;
}
