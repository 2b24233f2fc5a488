import type { Reader } from "./reader.ts";

export interface ContentKind {
  type: "lfs_pointer" | "html" | "zip" | "text" | "other";
  /** "plain text", for a sentence. */
  label: string;
  /** A model of a format that is not looked into further. */
  isModel: boolean;
}

/** First bytes, as latin1, and what they mean. */
const beginnings: readonly [start: string, at: number, label: string, isModel?: true][] = [
  ["TFL3", 4, "TensorFlow Lite", true],
  ["\x89HDF\r\n\x1a\n", 0, "HDF5", true],
  ["lmgg", 0, "GGML", true],
  ["tjgg", 0, "GGML", true],
  ["fmgg", 0, "GGML", true],
  ["\x93NUMPY", 0, "a NumPy array", true],
  ["%PDF-", 0, "a PDF document"],
  ["\x89PNG", 0, "a PNG image"],
  ["\xff\xd8\xff", 0, "a JPEG image"],
  ["GIF8", 0, "a GIF image"],
  ["\x1f\x8b", 0, "compressed with gzip"],
  ["\xfd7zXZ", 0, "compressed with xz"],
  ["\x28\xb5\x2f\xfd", 0, "compressed with zstd"],
  ["BZh", 0, "compressed with bzip2"],
  ["7z\xbc\xaf\x27\x1c", 0, "a 7z archive"],
  ["Rar!", 0, "a RAR archive"],
  ["\x7fELF", 0, "a program (ELF)"],
  ["\xd0\xcf\x11\xe0", 0, "an Office document"],
  ["PAR1", 0, "Parquet"],
  ["SQLite format 3", 0, "an SQLite database"],
  ["ustar", 257, "a tar archive"],
];
const lookedAtBytes = 4096;

/** What a file is that is no known model, by its beginning; null when nothing tells. */
export async function contentKind(reader: Reader): Promise<ContentKind | null> {
  const bytes = Buffer.from(await reader.read(0, Math.min(lookedAtBytes, reader.sizeBytes)));
  const latin1 = bytes.toString("latin1");
  if (latin1.startsWith("version https://git-lfs.github.com/spec/"))
    return { type: "lfs_pointer", label: "a Git LFS pointer", isModel: false };
  if (/^(?:\xef\xbb\xbf)?\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(latin1)) {
    return { type: "html", label: "a web page (HTML)", isModel: false };
  }
  if (latin1.startsWith("PK\x03\x04") || latin1.startsWith("PK\x05\x06")) {
    const office = /word\/|xl\/|ppt\/|\[Content_Types\]\.xml/.test(latin1);
    return { type: "zip", label: office ? "an Office document" : "a zip archive", isModel: false };
  }
  for (const [start, at, label, isModel] of beginnings) {
    if (latin1.startsWith(start, at)) return { type: "other", label, isModel: isModel === true };
  }
  return isText(bytes) ? { type: "text", label: "plain text", isModel: false } : null;
}

/** UTF-8 without control characters. A character that the look cut off at its end does not count. */
function isText(bytes: Buffer): boolean {
  if (bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12)) return false;
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
      return true;
    } catch {
      if (bytes.length < lookedAtBytes) return false;
    }
  }
  return false;
}
