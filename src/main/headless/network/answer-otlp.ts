import type { IncomingMessage, ServerResponse } from "node:http";
import type { TakenSpans } from "../../engine/index.ts";
import { answerBytes, answerJson, cutOffRest } from "../answer-json.ts";
import { readBody, readCoding, refuseTooLong } from "./body.ts";
import { estimateMemory } from "./budget.ts";
import { encodePartialSuccess, encodeStatus } from "./otlp-answer.ts";
import { Refusal, tooManyBodies, toRefusal } from "./refusal.ts";
import type { Serving } from "./serving.ts";

type Encoding = "json" | "protobuf";
const types: Record<string, Encoding> = { "application/json": "json", "application/x-protobuf": "protobuf" };
const typeOf: Record<Encoding, string> = { json: "application/json", protobuf: "application/x-protobuf" };

/** How a body is encoded, and its answer with it. */
const readEncoding = ({ headers }: IncomingMessage): Encoding | undefined =>
  types[(headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? ""];

/**
 * `POST /v1/traces` and `/v1/logs`: OTLP over HTTP. Answered when what was taken is fsynced.
 * @throws Refusal before the body is read.
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
 */
export async function answerOtlp(
  signal: "traces" | "logs",
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
  stop: AbortSignal,
): Promise<void> {
  const counters = serving.counters[`/v1/${signal}`];
  const encoding = readEncoding(request);
  if (encoding === undefined)
    throw new Refusal(
      415,
      "OTLP is taken as application/x-protobuf or application/json.",
      "Set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.",
    );
  const coding = readCoding(request);
  const { otlp } = serving.intake.workspace();
  const { spansBytes } = serving.limits;
  refuseTooLong(request, spansBytes);
  // The body itself, its spans as objects, and their records.
  const release = serving.budget.take(estimateMemory(request, coding === "identity" ? 8 : 80, spansBytes * 4));
  if (release === null) throw tooManyBodies();
  try {
    if (expectsContinue) response.writeContinue();
    const bytes = await readBody(request, spansBytes, serving.limits, stop);
    counters.bytes += bytes.length;
    const taken = await otlp[signal]({ bytes, coding, encoding, maxBytes: spansBytes });
    counters.take(taken);
    answerSuccess(response, encoding, signal, taken);
  } catch (thrown) {
    counters.fail(answerOtlpFailure(request, response, thrown));
  } finally {
    release();
    cutOffRest(request);
  }
}

/** As the specification has it: a google.rpc.Status in the encoding of the request. @returns the status. */
export function answerOtlpFailure(request: IncomingMessage, response: ServerResponse, thrown: unknown): number {
  const { status, headers, error } = toRefusal(thrown);
  const encoding = readEncoding(request) ?? "json";
  const message = [error.message, error.fix].filter(Boolean).join(" ");
  if (response.headersSent) response.destroy();
  else if (encoding === "json") answerJson(response, status, { code: grpcCodeOf[status] ?? 13, message }, headers);
  else answerBytes(response, status, typeOf.protobuf, encodeStatus(grpcCodeOf[status] ?? 13, message), headers);
  return status;
}

/** Codes of google.rpc.Status. */
const grpcCodeOf: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  408: 4,
  409: 9,
  413: 11,
  415: 3,
  429: 8,
  503: 14,
};

/** Something rejected is a partial success; without it, a message is a warning. */
function answerSuccess(response: ServerResponse, encoding: Encoding, signal: "traces" | "logs", taken: TakenSpans): void {
  const { rejected, reasons, leftOut } = taken;
  const why = rejected > 0 && `${reasons[0]?.example.message ?? ""} All of them are in quarantine.`;
  const warning = leftOut > 0 && `Attributes and events left out, nested too deep, too long or too many: ${leftOut}.`;
  const message = [why, warning].filter(Boolean).join(" ");
  if (encoding === "protobuf") {
    answerBytes(response, 200, typeOf.protobuf, encodePartialSuccess(rejected, message));
    return;
  }
  const name = signal === "traces" ? "rejectedSpans" : "rejectedLogRecords";
  // A 64-bit integer is a text in protobuf's JSON.
  answerJson(response, 200, message === "" ? {} : { partialSuccess: { [name]: String(rejected), errorMessage: message } });
}
