import type { IncomingMessage } from "node:http";
import { pipeline, type Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { AssayError } from "../../../contract/index.ts";
import { createZstdUnpacker } from "../../engine/index.ts";
import { Gate, keepsPace } from "../gate.ts";
import type { NetworkLimits } from "./network-limits.ts";
import { notNow, Refusal } from "./refusal.ts";

export const codings = ["identity", "gzip", "zstd"] as const;
export type Coding = (typeof codings)[number];

/** How a body is compressed. @throws Refusal 415. */
export function readCoding({ headers }: IncomingMessage): Coding {
  const said = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const coding = codings.find((one) => one === said);
  if (coding !== undefined) return coding;
  throw new Refusal(415, `Content-Encoding ${JSON.stringify(said.slice(0, 40))} is not read.`, "Send gzip, zstd, or no Content-Encoding.", {
    "Accept-Encoding": codings.join(", "),
  });
}

export interface Body {
  /** The bytes, unpacked. Throws Refusal 413 (too long, also once it is unpacked), 408 (too slow), AssayError damaged, cancelled (broken off). */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** As they came. */
  readonly readBytes: number;
  /** Ends reading with this failure. */
  fail(why: AssayError): void;
  /** Ends reading; to be called in any case. */
  close(): void;
}

/** Reads a request's body piece by piece: what nobody takes yet holds the client back. @param maxBytes unpacked. @throws Refusal 415 without zstd. */
export function openBody(request: IncomingMessage, coding: Coding, maxBytes: number, limits: NetworkLimits): Body {
  const arriving = new Gate(() => null);
  const unpacked = new Gate((seenBytes) => (seenBytes > maxBytes ? tooLong(maxBytes) : null));
  const steps = [arriving, ...unpackers(coding), unpacked] as const;
  const brokenOff = () => {
    if (!request.complete) arriving.destroy(new AssayError("cancelled", "The client went away before the end of the body."));
  };
  request.once("close", brokenOff);
  const pace = setInterval(
    keepsPace(arriving, limits.paceBytes, () => tooSlow(limits)),
    limits.paceMs,
  );
  // Failures reach whoever reads.
  pipeline(steps as unknown as [Gate, Gate], () => clearInterval(pace));
  request.pipe(arriving);
  if (request.destroyed) brokenOff();
  return {
    bytes: readable(unpacked),
    get readBytes() {
      return arriving.seenBytes;
    },
    fail: (why) => void arriving.destroy(why),
    close: () => {
      clearInterval(pace);
      request.off("close", brokenOff);
      request.unpipe(arriving);
      arriving.destroy();
      unpacked.destroy();
    },
  };
}

/** The whole body as it came. @param stop ends it. @throws what `Body.bytes` throws; Refusal 503 when it was stopped. */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  limits: NetworkLimits,
  stop: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = openBody(request, "identity", maxBytes, limits);
  const end = () => body.fail(notNow());
  stop.addEventListener("abort", end, { once: true });
  try {
    const parts: Uint8Array[] = [];
    for await (const part of body.bytes) parts.push(part);
    const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  } finally {
    stop.removeEventListener("abort", end);
    body.close();
  }
}

const unpackedPieceBytes = 128 * 1024;

function unpackers(coding: Coding): Transform[] {
  if (coding === "identity") return [];
  if (coding === "gzip") return [createGunzip({ chunkSize: unpackedPieceBytes })];
  try {
    return [createZstdUnpacker()];
  } catch (thrown) {
    throw new Refusal(415, (thrown as AssayError).message, "Send gzip, or no Content-Encoding.", { "Accept-Encoding": "identity, gzip" });
  }
}

async function* readable(stream: Gate): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (thrown) {
    if (thrown instanceof AssayError) throw thrown;
    throw new AssayError("damaged", `The body cannot be unpacked: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, {
      fix: "Check that Content-Encoding says how it is compressed, and that it was sent whole.",
      cause: thrown,
    });
  }
}

/** A body that says in its header that it is too long. What is compressed only gets longer. @throws Refusal 413, before anything is read. */
export function refuseTooLong({ headers }: IncomingMessage, maxBytes: number): void {
  if (Number(headers["content-length"] ?? 0) > maxBytes) throw tooLong(maxBytes);
}

const tooLong = (maxBytes: number) =>
  new Refusal(413, `The body is longer than ${maxBytes} bytes, unpacked.`, "Send it in several requests.");

const tooSlow = ({ paceMs, paceBytes }: NetworkLimits) =>
  new Refusal(
    408,
    `The body brought less than ${paceBytes} bytes in ${paceMs / 1000} s.`,
    "Send what there is, and the rest in another request.",
  );
