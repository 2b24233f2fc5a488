/** Names of model files come from outside: from other people's disks, from a browser. */

const longestBytes = 200;
const longestExtensionBytes = 20;
/** Names that Windows keeps for devices, whatever extension follows. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])(\.|$)/i;
/** The list itself, and what a damaged one was set aside as. */
const ownName = /^models\.json/i;

/**
 * A name that every system can store inside a folder: no separators, no control or invisible characters, no leading
 * dot, no device of Windows, at most 200 bytes with its extension kept.
 */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .toWellFormed()
    .normalize("NFC")
    // Controls, and marks that turn the direction of text or cannot be seen.
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .replace(/[<>:"|?*]/g, "_");
  const trimmed = trim(cut(trim(plain), ""));
  const safe = trimmed === "" ? "model" : trimmed;
  return deviceName.test(safe) || ownName.test(safe) ? trim(cut(safe, "_")) : safe;
}

/** `name`, or with " (2)", " (3)" … before its extension, so that `isTaken` does not know it. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : cut(name, "", ` (${n})`);
    if (!isTaken(candidate)) return candidate;
  }
}

/** What two names share that some file systems take for one. */
export const nameKey = (name: string) => name.normalize("NFC").toLowerCase();

/** Dots and spaces in front hide a file; at the end Windows drops them. */
const trim = (name: string) => name.replace(/^[.\s]+|[.\s]+$/gu, "");

/** prefix + stem + suffix + extension, the stem shortened so that all fits. */
function cut(name: string, prefix: string, suffix = ""): string {
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= longestExtensionBytes ? name.slice(dot) : "";
  const stem = name.slice(0, name.length - extension.length);
  const room = longestBytes - Buffer.byteLength(prefix + suffix + extension);
  let kept = "";
  let bytes = 0;
  for (const char of stem) {
    bytes += Buffer.byteLength(char);
    if (bytes > room) break;
    kept += char;
  }
  return prefix + kept + suffix + extension;
}
