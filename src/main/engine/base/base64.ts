import { AssayError } from "../../../contract/index.ts";

/** @returns the bytes of a text in base64. @throws AssayError invalid_argument for a text that is none. */
export function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  // Node leaves out what does not belong there, so that fewer bytes come out than the length promises.
  if (bytes.length === Buffer.byteLength(text, "base64") && text.length % 4 === 0) return bytes;
  throw new AssayError("invalid_argument", "The contents are not in base64.");
}
