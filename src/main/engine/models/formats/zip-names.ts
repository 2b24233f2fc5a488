import type { Reader } from "./reader.ts";

const localHeader = 0x04034b50;
const endRecord = Buffer.from([0x50, 0x4b, 0x05, 0x06]);
const endRecordBytes = 22;
const longestComment = 65_535;
const zip64Locator = 0x07064b50;
const zip64End = 0x06064b50;
const entryHeader = 0x02014b50;
const entryBytes = 46;
/** A directory is read no further than this. */
const maxDirectoryBytes = 4 * 1024 * 1024;

/** Names of the files in a zip, from its central directory; none when this is no zip, or a damaged one. */
export async function zipNames(reader: Reader): Promise<string[]> {
  const start = await reader.read(0, 4);
  if (start.length < 4 || start.readUInt32LE(0) !== localHeader) return [];
  const place = await directoryPlace(reader);
  if (place === null || place.offset + place.length > reader.sizeBytes) return [];
  const directory = await reader.read(place.offset, Math.min(place.length, maxDirectoryBytes));
  const names: string[] = [];
  for (let at = 0; at + entryBytes <= directory.length && directory.readUInt32LE(at) === entryHeader; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    names.push(directory.toString("utf8", at + entryBytes, at + entryBytes + nameLength));
    at += entryBytes + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return names;
}

/** Whether a file that starts as a zip has the record with which one ends. */
export async function zipHasEnd(reader: Reader): Promise<boolean> {
  const place = await directoryPlace(reader);
  return place !== null && place.offset + place.length <= reader.sizeBytes;
}

/** Where the central directory is, as the record at the file's end says; zip64 where that record is full. */
async function directoryPlace(reader: Reader): Promise<{ offset: number; length: number } | null> {
  const tailStart = Math.max(0, reader.sizeBytes - endRecordBytes - longestComment - 20);
  const tail = await reader.read(tailStart, reader.sizeBytes - tailStart);
  const at = tail.lastIndexOf(endRecord);
  if (at < 0 || at + endRecordBytes > tail.length) return null;
  const length = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  if (offset !== 0xffffffff && length !== 0xffffffff) return { offset, length };
  if (at < 20 || tail.readUInt32LE(at - 20) !== zip64Locator) return null;
  const end = await reader.read(Number(tail.readBigUInt64LE(at - 12)), 56);
  if (end.length < 56 || end.readUInt32LE(0) !== zip64End) return null;
  return { length: Number(end.readBigUInt64LE(40)), offset: Number(end.readBigUInt64LE(48)) };
}
