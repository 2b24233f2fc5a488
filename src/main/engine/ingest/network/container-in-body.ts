import { AssayError } from "../../../../contract/index.ts";
import type { Container } from "../../containers/container.ts";

/** Why a body that is no lines of text, and no message of OTLP, is refused. */
export function containerInBody({ description, reads }: Container): AssayError {
  if (reads?.type !== "gzip" && reads?.type !== "zstd")
    return new AssayError("refused", `The body ${description}. Nothing of it was taken.`, {
      fix: "Send JSON lines in UTF-8, one record a line, plain or compressed with gzip or zstd.",
    });
  return new AssayError("refused", `The body ${description}, and its headers do not say so. Nothing of it was taken.`, {
    fix: `Send Content-Encoding: ${reads.type}.`,
  });
}
