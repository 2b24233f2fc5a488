/** Names of model files are untrusted: they come from other people's disks or a browser. */

const maxBytes = 200;
const maxExtensionBytes = 20;
/** Names that Windows reserves for devices, with any extension. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)/i;
/** The list itself, and damaged ones that were set aside. */
const ownName = /^models\.json/i;

/**
 * A name that every system can store in a folder: no separators, control or invisible characters, no leading dot, no Windows
 * device, at most 200 bytes including the extension, which is kept.
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .toWellFormed()
    .normalize("NFC")
    // Control characters, and invisible ones such as direction marks.
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .replace(/[<>:"|?*]/g, "_");
  const trimmed = trim(cut(trim(plain), ""));
  const safe = trimmed === "" ? "model" : trimmed;
  return deviceName.test(safe) || ownName.test(safe) ? trim(cut(safe, "_")) : safe;
}

/** `name`, or with " (2)", " (3)" … before its extension when it is taken. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : cut(name, "", ` (${n})`);
    if (!isTaken(candidate)) return candidate;
  }
}

/** Equal for names that some file systems treat as the same. */
export const nameKey = (name: string) => name.normalize("NFC").toLowerCase();

/** Leading dots hide a file; Windows drops trailing dots and spaces. */
const trim = (name: string) => name.replace(/^[.\s]+|[.\s]+$/gu, "");

/** prefix + stem + suffix + extension, with the stem shortened to fit. */
function cut(name: string, prefix: string, suffix = ""): string {
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= maxExtensionBytes ? name.slice(dot) : "";
  const stem = name.slice(0, name.length - extension.length);
  const maxStemBytes = maxBytes - Buffer.byteLength(prefix + suffix + extension);
  let kept = "";
  let bytes = 0;
  for (const char of stem) {
    bytes += Buffer.byteLength(char);
    if (bytes > maxStemBytes) break;
    kept += char;
  }
  return prefix + kept + suffix + extension;
}
