import { Transform } from "node:stream";
import { TextDecoder } from "node:util";
import { AssayError } from "../../../contract/index.ts";

/** Decodes UTF-16 with a byte order mark to UTF-8 without one. @param name the file, for the message when it is broken. */
export function decodeUtf16(name: string): Transform {
  let decoder: TextDecoder | null = null;
  const decode = (bytes: Uint8Array | undefined) => {
    try {
      return Buffer.from(decoder?.decode(bytes, { stream: bytes !== undefined }) ?? "", "utf8");
    } catch (cause) {
      throw new AssayError("damaged", `${name} says it is UTF-16 but is broken.`, {
        where: name,
        fix: "Save it as UTF-8 and import it again.",
        cause,
      });
    }
  };
  return new Transform({
    transform(bytes: Buffer, _, done) {
      decoder ??= new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be", { fatal: true });
      attempt(() => decode(bytes), done);
    },
    flush(done) {
      attempt(() => decode(undefined), done);
    },
  });
}

function attempt(work: () => Buffer, done: (error: Error | null, bytes?: Buffer) => void): void {
  try {
    done(null, work());
  } catch (thrown) {
    done(thrown as Error);
  }
}
