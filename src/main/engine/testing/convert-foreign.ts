import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";
import type { Conversion } from "../dialects/convert.ts";
import type { Dialect, MappingContext } from "../dialects/dialect.ts";
import { parseRows } from "./foreign-rows.ts";
import { mapRows } from "./map-rows.ts";

/** Foreign files for tests of dialects: read simply, independently of the importer's own containers, and converted whole. */

/** A file, or an entry of an archive, with its rows. */
export interface ForeignFile {
  name: string;
  rows: unknown[];
}

/** The files that a path gives: one, the entries of a zip, or those of a folder and its folders. */
export function readForeign(path: string, name = basename(path)): ForeignFile[] {
  if (statSync(path).isDirectory())
    return readdirSync(path)
      .filter((entry) => entry !== "SOURCE.md")
      .sort()
      .flatMap((entry) => readForeign(join(path, entry), entry));
  let bytes: Buffer = readFileSync(path);
  if (bytes.subarray(0, 2).toString("hex") === "1f8b") bytes = gunzipSync(bytes);
  if (bytes.subarray(0, 4).toString("latin1") !== "PK\u0003\u0004") return [{ name, rows: toRows(bytes.toString("utf8"), name) }];
  return unzip(bytes).map((entry) => ({ name: `${name}/${entry.name}`, rows: toRows(entry.text, entry.name) }));
}

const toRows = (text: string, name: string): unknown[] => parseRows(text, name).map(({ value }) => value);

/** Entries of a zip, stored or deflated, by its central directory. */
function unzip(bytes: Buffer): { name: string; text: string }[] {
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const entries: { name: string; text: string }[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let n = bytes.readUInt16LE(end + 10); n > 0; n--) {
    const [method, size, nameLength, extraLength, commentLength] = [10, 20, 28, 30, 32].map((offset) =>
      offset === 20 ? bytes.readUInt32LE(at + offset) : bytes.readUInt16LE(at + offset),
    ) as [number, number, number, number, number];
    const local = bytes.readUInt32LE(at + 42);
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(data, data + size);
    entries.push({
      name: bytes.toString("utf8", at + 46, at + 46 + nameLength),
      text: (method === 0 ? packed : inflateRawSync(packed)).toString("utf8"),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries;
}

/** Converts all rows of a file; `mapRows` says what is expected of every conversion. */
export function convertRows(dialect: Dialect, { name, rows }: ForeignFile, context: Partial<MappingContext> = {}): Conversion {
  return mapRows(dialect, { explain: true, ...context, name, rows: rows.map((value, i) => ({ value, number: i + 1 })) });
}
