import { AssayError } from "../../../contract/index.ts";
import { formatCommand } from "../base/program.ts";
import { type Container, recordArrays, separatedRecords } from "./container-json.ts";
import { detectTable } from "./table.ts";

export type { Container, Reading } from "./container-json.ts";

/** How much of a file's beginning is examined. */
export const containerHeadBytes = 64 * 1024;
/** The longest signature below, with its offset. */
const signatureBytes = 16;

const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");
const latin1 = (text: string) => Buffer.from(text, "latin1");

const chooseLines = "Choose a file of JSON lines: one record a line.";

const signatures: readonly (Container & { at?: number; bytes: Buffer })[] = [
  { bytes: hex("1f 8b"), description: "is compressed with gzip", command: "gzip -dc < FILE", reads: { type: "gzip" } },
  { bytes: hex("1f 9d"), description: "is compressed with compress", command: "gzip -dc < FILE" },
  { bytes: hex("fd 37 7a 58 5a 00"), description: "is compressed with xz", command: "xz -dc < FILE" },
  { bytes: hex("28 b5 2f fd"), description: "is compressed with zstd", command: "zstd -dc < FILE", reads: { type: "zstd" } },
  { bytes: hex("04 22 4d 18"), description: "is compressed with lz4", command: "lz4 -dc < FILE" },
  { bytes: latin1("BZh"), description: "is compressed with bzip2", command: "bzip2 -dc < FILE" },
  {
    bytes: latin1("PK\x03\x04"),
    description: "is a zip archive",
    advice: "Unpack it with unzip and import the files in it.",
    reads: { type: "zip" },
  },
  { bytes: latin1("PK\x05\x06"), description: "is an empty zip archive", advice: chooseLines },
  { bytes: latin1("7z\xbc\xaf\x27\x1c"), description: "is a 7z archive", advice: "Unpack it and import the files in it." },
  { bytes: latin1("Rar!\x1a"), description: "is a RAR archive", advice: "Unpack it and import the files in it." },
  { at: 257, bytes: latin1("ustar"), description: "is a tar archive", advice: "Unpack it with tar -xf and import the files in it." },
  {
    bytes: latin1("PAR1"),
    description: "is a Parquet file",
    advice: "Write it as JSON lines, for example with DuckDB: COPY (FROM 'in.parquet') TO 'out.jsonl' (FORMAT json).",
    reads: { type: "parquet" },
  },
  { bytes: latin1("ARROW1"), description: "is an Arrow file", advice: chooseLines },
  { bytes: latin1("ORC"), description: "is an ORC file", advice: chooseLines },
  { bytes: latin1("Obj\x01"), description: "is an Avro file", advice: chooseLines },
  { bytes: latin1("SQLite format 3\0"), description: "is an SQLite database", advice: chooseLines },
  { bytes: latin1("\x89HDF\r\n"), description: "is an HDF5 file", advice: chooseLines },
  { bytes: latin1("\x93NUMPY"), description: "is a NumPy array", advice: chooseLines },
  { bytes: latin1("%PDF-"), description: "is a PDF document", advice: chooseLines },
  { bytes: latin1("\x7fELF"), description: "is a program", advice: chooseLines },
  { bytes: latin1("\x89PNG\r\n"), description: "is an image", advice: chooseLines },
  { bytes: hex("ff d8 ff"), description: "is an image", advice: chooseLines },
  { bytes: latin1("GIF8"), description: "is an image", advice: chooseLines },
  {
    bytes: latin1("GGUF"),
    description: "is a model in GGUF format",
    get advice() {
      return `Add it under Models, or with ${formatCommand("models add")}.`;
    },
  },
  { bytes: hex("ff fe 00 00"), description: "is UTF-32", command: "iconv -f UTF-32 -t UTF-8 FILE" },
  { bytes: hex("00 00 fe ff"), description: "is UTF-32", command: "iconv -f UTF-32 -t UTF-8 FILE" },
];

/**
 * Detects from its first bytes a file that is not lines of JSON: compressed, binary, in another encoding, or one JSON value over
 * several lines. Such a file is refused as a whole, because some of its lines might pass as records by chance.
 * @param head the first bytes; up to `containerHeadBytes` are examined.
 * @param isWhole whether `head` is the whole file.
 * @returns null for lines, good or bad: those are judged one by one.
 */
export function detectContainer(head: Uint8Array, isWhole: boolean): Container | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, containerHeadBytes));
  const whole = isWhole && bytes.length === head.length;
  return officeDocument(bytes) ?? findSignature(bytes) ?? wideText(bytes) ?? binary(bytes) ?? textContainer(bytes, whole);
}

/** Spreadsheets and texts of office programs are zip archives of XML; their first entry tells them from others. */
function officeDocument(bytes: Buffer): Container | null {
  if (bytes.length < 30 || bytes.readUInt32LE(0) !== 0x04034b50) return null;
  const name = bytes.toString("latin1", 30, 30 + bytes.readUInt16LE(26));
  return /^(\[Content_Types\]\.xml|_rels\/\.rels|docProps\/\w+\.xml|(xl|word)\/.*\.xml|mimetype)$/.test(name)
    ? { description: "is a document of Excel or another office program", advice: "Save its sheet as CSV (UTF-8) and import that." }
    : null;
}

/** The format whose signature the bytes begin with. */
function findSignature(bytes: Buffer): Container | null {
  return signatures.find(({ at = 0, bytes: wanted }) => bytes.subarray(at, at + wanted.length).equals(wanted)) ?? null;
}

/** UTF-16 and UTF-32 without a BOM: JSON begins with ASCII, of which all bytes but one per character are zero. */
function wideText(bytes: Buffer): Container | null {
  if (bytes.length < signatureBytes) return null;
  const zeros = [...bytes.subarray(0, signatureBytes)].map((byte) => (byte === 0 ? "0" : "x")).join("");
  const encoding = (
    { x0x0x0x0x0x0x0x0: "UTF-16LE", "0x0x0x0x0x0x0x0x": "UTF-16BE", x000x000x000x000: "UTF-32LE", "000x000x000x000x": "UTF-32BE" } as const
  )[zeros];
  return encoding ? { description: `is ${encoding} without a byte order mark`, command: `iconv -f ${encoding} -t UTF-8 FILE` } : null;
}

const isControl = (byte: number) => (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) || byte === 127;

/** Bytes that are not text. Lines with runs of NUL bytes between them are still lines: file systems leave such holes after a crash. */
function binary(bytes: Buffer): Container | null {
  if (bytes.length < 64 || !bytes.includes(0) || isMarkedUtf16(bytes)) return null;
  const text = bytes.toString("latin1");
  if (/(^|[\n\0])[\s\0]*\{/.test(text)) return null;
  const odd = bytes.reduce((count, byte) => (isControl(byte) ? count + 1 : count), 0);
  return odd * 10 > bytes.length ? { description: "is binary, no text", advice: chooseLines } : null;
}

/** Whether the bytes begin with a UTF-16 BOM. */
export function isMarkedUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function textContainer(bytes: Buffer, isWhole: boolean): Container | null {
  if (isMarkedUtf16(bytes)) {
    const text = new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
    const found = jsonContainer(text, isWhole);
    if (found === null) return null;
    const reads = found.reads && { type: "utf16" as const };
    if (found.command === undefined) return { ...found, ...(reads ? { reads } : {}) };
    return { ...found, ...(reads ? { reads } : {}), command: `iconv -f UTF-16 -t UTF-8 FILE | ${found.command.replace(/ (< )?FILE/, "")}` };
  }
  return jsonContainer(bytes.toString("utf8").replace(/^\ufeff+/, ""), isWhole);
}

const recordSeparator = "\u001e";

function jsonContainer(text: string, isWhole: boolean): Container | null {
  const start = text.trimStart();
  if (start.startsWith(recordSeparator) && /^\s*[{[]/.test(start.slice(1)))
    return {
      description: "is a JSON text sequence (RFC 7464), with a record separator before each record",
      command: "tr -d '\\036' < FILE",
      reads: { type: "json", path: [] },
    };
  return recordArrays(text, isWhole) ?? separatedRecords(text, isWhole) ?? detectTable(text, isWhole);
}

/** @param name the file as its owner knows it. */
export function containerError({ description, command, advice }: Container, name: string): AssayError {
  const lines = command === undefined ? null : `${command.replace("FILE", () => shellWord(name))} > ${shellWord(linesName(name))}`;
  const fix = lines === null ? (advice ?? chooseLines) : `Run  ${lines}  and import ${linesName(name)}.`;
  return new AssayError("refused", `${name} ${description}. Nothing of it was taken.`, { fix, where: name });
}

/** The same for what comes on stdin. */
export function containerOnStream({ description, command, advice }: Container): AssayError {
  const filter = command?.replace(/ (< )?FILE/, "");
  const fix = filter === undefined ? (advice ?? "Write it as JSON lines first.") : `Put  ${filter} |  before ${formatCommand("collect")}.`;
  return new AssayError("refused", `What comes on stdin ${description}. Nothing of it was taken.`, { fix });
}

/** A new name beside the file. */
function linesName(name: string): string {
  const stem = name.replace(/\.(gz|z|xz|zst|lz4|bz2|parquet)$/i, "").replace(/\.(jsonl|ndjson|json|txt|log|csv)$/i, "");
  return `${stem}.lines.jsonl`;
}

/** Quotes a file's name for a shell. */
export function shellWord(name: string): string {
  const text = name.startsWith("-") ? `./${name}` : name;
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
