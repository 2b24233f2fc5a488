import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
import { serializeTCompactProtocol } from "hyparquet-writer/src/thrift.js";
import { AssayError } from "../../../../contract/index.ts";

/**
 * Footers of Parquet files, joined. A footer is one Thrift struct, in which offsets are from the start of the file: what is moved has other
 * offsets, and stays byte for byte else.
 * @see https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */

/** Thrift has numbers for names: `field_9` of a column's metadata is `data_page_offset`. 64-bit integers are bigint. */
type Struct = { [key: `field_${number}`]: unknown };

/** FileMetaData: the fields used here. */
interface FileMetaData extends Struct {
  /** num_rows */
  field_3: bigint;
  /** row_groups */
  field_4: RowGroup[];
}
interface RowGroup extends Struct {
  /** columns */
  field_1: ColumnChunk[];
}
interface ColumnChunk extends Struct {
  /** meta_data */
  field_3: Struct;
}

/** By struct. DuckDB writes 0 as a column's file_offset, as the format now wants. */
const offsetFields = {
  /** offset_index_offset, column_index_offset. */
  columnChunk: ["field_4", "field_6"],
  /** data_page_offset, index_page_offset, dictionary_page_offset, bloom_filter_offset. */
  columnMetaData: ["field_9", "field_10", "field_11", "field_14"],
  /** file_offset. */
  rowGroup: ["field_5"],
} as const;

/** At both ends of a file; before the last one stands the length of the footer. */
export const magic = Buffer.from("PAR1", "latin1");
/** The footer's length and the magic bytes. */
export const trailerBytes = 8;

/** @param trailer the last eight bytes of a file. @throws AssayError bug: they are not Parquet's. */
export function readFooterBytes(trailer: Buffer): number {
  if (trailer.length !== trailerBytes || !trailer.subarray(4).equals(magic)) throw notOurs("ends in no footer");
  return trailer.readUInt32LE(0);
}

/** Joins the footers of files whose bodies are put one behind the other. */
export class FooterJoiner {
  #joined: FileMetaData | null = null;

  /**
   * @param bytes the footer, without what is behind it.
   * @param movedBytes how much further on its body stands than in its own file.
   * @throws AssayError bug: it has what is not understood here, or another schema than those before it.
   */
  add(bytes: Uint8Array, movedBytes: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const footer = deserializeTCompactProtocol({ view, offset: 0 }) as FileMetaData;
    // Thrift has integers of 8 and 16 bits too, which are not told apart once read. There are none, nor anything else that would change.
    if (!Buffer.from(serialize(footer)).equals(bytes)) throw notOurs("has fields that would not be kept");
    for (const group of footer.field_4) {
      move(group, offsetFields.rowGroup, movedBytes);
      for (const chunk of group.field_1) {
        move(chunk, offsetFields.columnChunk, movedBytes);
        move(chunk.field_3, offsetFields.columnMetaData, movedBytes);
      }
    }
    const joined = this.#joined;
    if (joined === null) {
      this.#joined = footer;
      return;
    }
    if (!Buffer.from(serialize(withoutRows(footer))).equals(serialize(withoutRows(joined)))) throw notOurs("has other columns");
    joined.field_3 += footer.field_3;
    for (const group of footer.field_4) joined.field_4.push(group);
  }

  /** The end of the file: the footer of all, its length, and the magic bytes. */
  end(): Uint8Array {
    const footer = serialize(this.#joined as FileMetaData);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return Buffer.concat([footer, length, magic]);
  }
}

function move(struct: Struct, fields: readonly (keyof Struct)[], bytes: number): void {
  for (const field of fields) {
    const offset = struct[field];
    if (offset !== undefined) struct[field] = (offset as bigint) + BigInt(bytes);
  }
}

const withoutRows = (footer: FileMetaData): Struct => ({ ...footer, field_3: 0n, field_4: [] });

function serialize(struct: Struct): Uint8Array {
  const writer = new ByteWriter();
  serializeTCompactProtocol(writer, struct);
  return writer.getBytes();
}

const notOurs = (what: string) => new AssayError("bug", `A part of the Parquet file, as DuckDB wrote it, ${what}.`);
